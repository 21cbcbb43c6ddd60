package dev.tidemark.model.store;

import java.util.List;
import java.util.stream.Collectors;

/** The store has no such version; the message lists those that there are. */
public final class UnknownVersionException extends StoreException {

  private static final int LISTED = 20;

  UnknownVersionException(ModelVersion version, String store, List<ModelVersion> there) {
    super("there is no %s in %s; %s".formatted(version, store, list(version, there)));
  }

  /** Those of the same name if there are any, the newest first: most likely one is meant. */
  private static String list(ModelVersion version, List<ModelVersion> there) {
    List<ModelVersion> alike =
        there.stream().filter(other -> other.name().equals(version.name())).toList();
    List<ModelVersion> shown = alike.isEmpty() ? there : alike;
    if (shown.isEmpty()) {
      return "it is empty ('tidemark models publish DIR --name NAME' adds a version)";
    }
    return "there are "
        + shown.stream()
            .sorted((a, b) -> b.compareTo(a))
            .limit(LISTED)
            .map(ModelVersion::toString)
            .collect(Collectors.joining(", "))
        + (shown.size() > LISTED ? " and %d more".formatted(shown.size() - LISTED) : "");
  }
}
