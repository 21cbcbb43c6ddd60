package dev.tidemark.adaptation.guard;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A candidate beside the incumbent on live texts, of which nobody knows the truth.
 *
 * @param texts that both tagged
 * @param types by the incumbent's type; by the candidate's where it alone sees an entity
 */
public record ShadowReport(int texts, Map<String, Differences> types) {

  /**
   * Entities of one type.
   *
   * @param kept that both give
   * @param changed that the candidate gives another type or other ends
   * @param removed that the candidate does not give
   * @param added that only the candidate gives
   */
  public record Differences(int kept, int changed, int removed, int added) {

    static final Differences NONE = new Differences(0, 0, 0, 0);

    Differences plus(Differences other) {
      return new Differences(
          kept + other.kept, changed + other.changed, removed + other.removed, added + other.added);
    }
  }

  public ShadowReport {
    types = Collections.unmodifiableMap(new TreeMap<>(types));
  }

  /**
   * Counts.
   *
   * @param pairs the incumbent's answer and then the candidate's, text by text
   * @param known types of the incumbent: where the candidate sees another type, which it has learnt
   *     since, that is what it was taught to do, so it counts as an addition and not as a change
   */
  public static ShadowReport of(List<AnswerComparison> pairs, Set<String> known) {
    Map<String, Differences> types = new TreeMap<>();
    for (AnswerComparison pair : pairs) {
      pair.kept()
          .forEach(s -> types.merge(s.type(), new Differences(1, 0, 0, 0), Differences::plus));
      for (AnswerComparison.Difference difference : pair.differences()) {
        boolean isNews = difference.after().stream().anyMatch(s -> !known.contains(s.type()));
        if (difference.before().isEmpty() || isNews) {
          difference
              .after()
              .forEach(s -> types.merge(s.type(), new Differences(0, 0, 0, 1), Differences::plus));
          continue;
        }
        Differences one =
            difference.after().isEmpty()
                ? new Differences(0, 0, 1, 0)
                : new Differences(0, 1, 0, 0);
        difference.before().forEach(s -> types.merge(s.type(), one, Differences::plus));
      }
    }
    return new ShadowReport(pairs.size(), types);
  }

  public Differences total() {
    return types.values().stream().reduce(Differences.NONE, Differences::plus);
  }

  /**
   * Share of the incumbent's entities that the candidate takes away or changes; 0 where there are
   * none. What it adds is no disagreement: to find more is what it was corrected for.
   */
  public double disagreement() {
    Differences all = total();
    int given = all.kept + all.changed + all.removed;
    return given == 0 ? 0 : (double) (all.changed + all.removed) / given;
  }

  /** {@code 200 texts: 312 entities kept, 20 changed, 31 removed (disagreement .140), 44 added}. */
  @Override
  public String toString() {
    Differences all = total();
    return String.format(
        Locale.ROOT,
        "%d texts: %d entities kept, %d changed, %d removed (disagreement %.3f), %d added",
        texts,
        all.kept,
        all.changed,
        all.removed,
        disagreement(),
        all.added);
  }
}
