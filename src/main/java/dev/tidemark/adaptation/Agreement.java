package dev.tidemark.adaptation;

import dev.tidemark.text.EntitySpan;
import dev.tidemark.text.LabelledSpan;
import dev.tidemark.training.metrics.EntityCounts;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far the models agreed with the people who corrected them: entities counted by model version
 * and type. People correct what they notice, so this is no measure of quality over all texts; it
 * shows whether a version is corrected more, or less, than the one before, and where.
 *
 * <p>An answer is correct when type, start and end are those of the correction. Each call counts: a
 * text that is corrected twice is counted twice.
 *
 * <p>Threading notes: any thread may call anything.
 */
public final class Agreement {

  private final Map<String, Map<String, EntityCounts>> byModel = new TreeMap<>();

  /** Where an entity stands and what it is. */
  private static LabelledSpan place(EntitySpan entity) {
    return new LabelledSpan(entity.type(), entity.start(), entity.end());
  }

  /**
   * One answer against its correction.
   *
   * @param corrected the truth
   * @param said by the model
   * @return counts of each type that either speaks of
   */
  public static Map<String, EntityCounts> byType(
      List<LabelledSpan> corrected, List<EntitySpan> said) {
    Set<LabelledSpan> actual = new HashSet<>(corrected);
    Set<LabelledSpan> predicted = new HashSet<>();
    said.forEach(entity -> predicted.add(place(entity)));
    Map<String, EntityCounts> counts = new TreeMap<>();
    for (LabelledSpan span : actual) {
      int correct = predicted.contains(span) ? 1 : 0;
      counts.merge(span.type(), new EntityCounts(correct, 0, 1), EntityCounts::plus);
    }
    for (LabelledSpan span : predicted) {
      counts.merge(span.type(), new EntityCounts(0, 1, 0), EntityCounts::plus);
    }
    return counts;
  }

  /**
   * Counts one answer.
   *
   * @param model the version that gave it, e.g. {@code newswire@3}
   */
  public synchronized void add(String model, List<LabelledSpan> corrected, List<EntitySpan> said) {
    Map<String, EntityCounts> sums = byModel.computeIfAbsent(model, m -> new TreeMap<>());
    byType(corrected, said).forEach((type, counts) -> sums.merge(type, counts, EntityCounts::plus));
  }

  /** What was counted so far: by model version, then by type. A copy. */
  public synchronized Map<String, Map<String, EntityCounts>> counts() {
    Map<String, Map<String, EntityCounts>> copy = new TreeMap<>();
    byModel.forEach((model, types) -> copy.put(model, new TreeMap<>(types)));
    return copy;
  }
}
