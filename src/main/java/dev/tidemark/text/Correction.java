package dev.tidemark.text;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The full truth for one text, as somebody sees it: what is not marked is no entity. It says
 * nothing about whether that can be true; {@code adaptation.CorrectionValidator} does.
 *
 * @param id of the document, e.g. the tagged record's
 * @param text that was corrected
 * @param entities in the order of their start
 * @param annotator who says so
 * @param at when it was said; null where nobody knows
 * @param model the version whose answer was corrected, e.g. {@code newswire@3}; null where nobody
 *     knows
 * @param withdrawn whether all that was said of this text before is taken back; the entities then
 *     mean nothing
 */
public record Correction(
    String id,
    String text,
    List<LabelledSpan> entities,
    String annotator,
    @Nullable Instant at,
    @Nullable String model,
    boolean withdrawn) {

  public Correction {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(annotator, "annotator");
    entities =
        entities.stream()
            .sorted(
                Comparator.comparingInt(LabelledSpan::start).thenComparingInt(LabelledSpan::end))
            .toList();
  }

  /** That holds until it is replaced. */
  public Correction(
      String id,
      String text,
      List<LabelledSpan> entities,
      String annotator,
      @Nullable Instant at,
      @Nullable String model) {
    this(id, text, entities, annotator, at, model, false);
  }
}
