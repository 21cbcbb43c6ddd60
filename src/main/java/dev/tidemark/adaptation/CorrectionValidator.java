package dev.tidemark.adaptation;

import dev.tidemark.text.Correction;
import dev.tidemark.text.LabelledSpan;
import dev.tidemark.training.data.PlainWords;
import dev.tidemark.training.data.SpanCheck;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a correction can be learnt from. What it lets through can be cut into labelled words and
 * written as JSON.
 *
 * <p>Threading notes: no state; safe for use by any number of threads.
 *
 * @param newTypes what becomes of types the model does not know
 */
public record CorrectionValidator(NewTypes newTypes) {

  /** What a type may look like that no model has yet; labels of it stand in files with columns. */
  private static final Pattern TYPE = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_.:/&-]{0,63}");

  /** Of an id, and who or what made it: they stand in lists, on the page and in metrics. */
  private static final int LONGEST_NAME = 1_000;

  private static final Pattern LABEL = Pattern.compile("[BIESLU]-.+");

  /**
   * What is wrong with a correction, for whoever made it; nothing where all is right. Of one that
   * withdraws only the text matters.
   *
   * @param known types that the model knows; {@code PER}, not {@code B-PER}
   */
  public Optional<String> fault(Correction correction, Set<String> known) {
    Optional<String> fault = textFault(correction.text());
    if (fault.isPresent() || correction.withdrawn()) {
      return fault;
    }
    return provenanceFault(correction)
        .or(() -> typesFault(correction.entities(), known))
        .or(() -> SpanCheck.fault(correction.text(), correction.entities()));
  }

  private static Optional<String> textFault(String text) {
    if (!isWhole(text)) {
      return Optional.of("'text' holds half a surrogate pair");
    }
    return PlainWords.of(text).isEmpty()
        ? Optional.of("'text' holds no word, so there is nothing to learn from it")
        : Optional.empty();
  }

  private static Optional<String> provenanceFault(Correction correction) {
    if (correction.id().isBlank()) {
      return Optional.of("'id' is empty; say which document this is");
    }
    if (correction.annotator().isBlank()) {
      return Optional.of("'annotator' is empty; say who made the correction");
    }
    String model = correction.model();
    if (Stream.of(correction.id(), correction.annotator(), model == null ? "" : model)
        .anyMatch(name -> name.length() > LONGEST_NAME)) {
      return Optional.of(
          "'id', 'annotator' or 'model' has more than %d characters".formatted(LONGEST_NAME));
    }
    return isWhole(correction.id())
            && isWhole(correction.annotator())
            && (model == null || isWhole(model))
        ? Optional.empty()
        : Optional.of("'id', 'annotator' or 'model' holds half a surrogate pair");
  }

  private Optional<String> typesFault(List<LabelledSpan> entities, Set<String> known) {
    for (LabelledSpan entity : entities) {
      String type = entity.type();
      if (known.contains(type)) {
        continue;
      }
      if (isLabel(type, known)) {
        return Optional.of(
            "the type of the entity %s is a label; give the type alone, '%s'"
                .formatted(entity, type.substring(2)));
      }
      if (type.equals("O") || !TYPE.matcher(type).matches()) {
        return Optional.of(
            "'%s' is no entity type: up to 64 letters, digits and _.:/&-, the first a letter or a digit, and not O"
                .formatted(type));
      }
      Optional<String> meant = known.stream().filter(type::equalsIgnoreCase).sorted().findFirst();
      if (meant.isPresent()) { // else 'per' would be learnt beside 'PER'
        return Optional.of(
            "the type of the entity %s is written '%s'".formatted(entity, meant.get()));
      }
      if (newTypes == NewTypes.REJECT) {
        return Optional.of(
            "the type of the entity %s is unknown; the model knows %s, and new types are not allowed"
                .formatted(entity, String.join(", ", new TreeSet<>(known))));
      }
    }
    return Optional.empty();
  }

  /** People give {@code B-PER} where {@code PER} is meant; {@code E-MAIL} may be a type. */
  private static boolean isLabel(String type, Set<String> known) {
    return LABEL.matcher(type).matches()
        && (type.startsWith("B-") || known.contains(type.substring(2)));
  }

  /** JSON can spell half a surrogate pair, which is no character and has no UTF-8. */
  private static boolean isWhole(String string) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(string);
  }
}
