package dev.tidemark.model.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a version is and where it comes from: {@code manifest.json} beside its files. A version
 * exists exactly as long as its manifest does.
 *
 * @param version its own name and number
 * @param upload id of the upload that brought its files; storages may find the files by it
 * @param parent the version it was trained from, if that is one of the store's kind
 * @param created when it was published
 * @param data what it was trained on: a fingerprint for each source
 * @param settings how it was trained
 * @param metrics what was measured on it
 * @param gate the report that let it pass, or not; null when no gate was asked
 * @param files at least one, each path once
 * @param others fields that this Tidemark does not know: a later one wrote them, and they are kept
 */
public record Manifest(
    ModelVersion version,
    String upload,
    @Nullable ModelVersion parent,
    Instant created,
    Map<String, String> data,
    Map<String, String> settings,
    ObjectNode metrics,
    @Nullable ObjectNode gate,
    List<StoredFile> files,
    Map<String, JsonNode> others) {

  /** Its name in the folder of a version. */
  public static final String FILE = "manifest.json";

  private static final Pattern UPLOAD = Pattern.compile("[0-9a-f-]{8,64}");

  public Manifest {
    if (!UPLOAD.matcher(upload).matches()) {
      throw new IllegalArgumentException("'%s' is no id of an upload".formatted(upload));
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a version without files");
    }
    Set<String> paths = new HashSet<>();
    for (StoredFile file : files) {
      if (!paths.add(file.path())) {
        throw new IllegalArgumentException(file.path() + " is listed twice");
      }
    }
    data = sorted(data);
    settings = sorted(settings);
    metrics = metrics.deepCopy();
    gate = gate == null ? null : gate.deepCopy();
    files = List.copyOf(files);
    others = sorted(others);
  }

  /**
   * From the bytes of {@code manifest.json}.
   *
   * @param version whose manifest it should be
   * @throws CorruptVersionException when it is not, or is no manifest
   */
  public static Manifest read(ModelVersion version, byte[] bytes) {
    return ManifestJson.read(version, bytes);
  }

  /** Bytes of all files. */
  public long size() {
    return files.stream().mapToLong(StoredFile::size).sum();
  }

  /** Sorted, so that the same manifest is always written in the same way. */
  private static <T> Map<String, T> sorted(Map<String, T> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
