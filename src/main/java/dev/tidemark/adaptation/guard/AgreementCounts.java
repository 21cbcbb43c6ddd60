package dev.tidemark.adaptation.guard;

import dev.tidemark.training.metrics.EntityCounts;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far one version agreed with the people who corrected it. People correct what they notice, so
 * this is no measure of quality over all texts; it shows what a version is corrected for.
 *
 * @param texts that were held against a correction
 * @param kept entities that people left as the model gave them
 * @param changed places in which they set another type or other ends
 * @param removed entities they took away
 * @param added entities they set where the model saw none
 * @param types entities of each type: given by both, by the model, by people
 */
public record AgreementCounts(
    int texts, int kept, int changed, int removed, int added, Map<String, EntityCounts> types) {

  public static final AgreementCounts NONE = new AgreementCounts(0, 0, 0, 0, 0, Map.of());

  public AgreementCounts {
    types = Collections.unmodifiableMap(new TreeMap<>(types));
  }

  /** Of one text: what the model said, and then what the person did. */
  public static AgreementCounts of(AnswerComparison corrected) {
    return new AgreementCounts(
        1,
        corrected.kept().size(),
        corrected.count(AnswerComparison.Change.CHANGED),
        corrected.count(AnswerComparison.Change.REMOVED),
        corrected.count(AnswerComparison.Change.ADDED),
        corrected.byType());
  }

  public AgreementCounts plus(AgreementCounts other) {
    Map<String, EntityCounts> sums = new TreeMap<>(types);
    other.types.forEach((type, counts) -> sums.merge(type, counts, EntityCounts::plus));
    return new AgreementCounts(
        texts + other.texts,
        kept + other.kept,
        changed + other.changed,
        removed + other.removed,
        added + other.added,
        sums);
  }

  /** All types together. */
  public EntityCounts total() {
    return types.values().stream().reduce(EntityCounts.NONE, EntityCounts::plus);
  }
}
