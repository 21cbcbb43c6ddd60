package dev.tidemark.adaptation.guard;

import dev.tidemark.text.EntitySpan;
import dev.tidemark.text.LabelledSpan;
import dev.tidemark.training.metrics.EntityCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Two sets of entities of one text: the first is how it was, or what a model said; the second is
 * what somebody made of it. What stands in only one of them is gathered in {@link Difference}s:
 * entities that overlap belong together, for {@code New York} instead of {@code York} is one
 * mistake, not two.
 *
 * @param kept in both: same type, same start, same end
 * @param differences in the order of the text
 */
public record AnswerComparison(List<LabelledSpan> kept, List<Difference> differences) {

  /** What happened to an entity. */
  public enum Change {
    /** There is another one in its place, or several. */
    CHANGED,
    /** There is none in its place. */
    REMOVED,
    /** There was none in its place. */
    ADDED
  }

  /**
   * One place in which they differ.
   *
   * @param before of the first set; not both are empty
   * @param after of the second set
   */
  public record Difference(List<LabelledSpan> before, List<LabelledSpan> after) {

    public Change change() {
      if (before.isEmpty()) {
        return Change.ADDED;
      }
      return after.isEmpty() ? Change.REMOVED : Change.CHANGED;
    }

    int size() {
      return before.size() + after.size();
    }
  }

  public AnswerComparison {
    kept = List.copyOf(kept);
    differences = List.copyOf(differences);
  }

  /** Compares; an entity that stands twice in one set counts once. */
  public static AnswerComparison of(List<LabelledSpan> before, List<LabelledSpan> after) {
    Set<LabelledSpan> first = new HashSet<>(before);
    Set<LabelledSpan> second = new HashSet<>(after);
    List<LabelledSpan> kept =
        first.stream().filter(second::contains).sorted(AnswerComparison::byPlace).toList();
    List<Side> rest = new ArrayList<>();
    first.stream().filter(s -> !second.contains(s)).forEach(s -> rest.add(new Side(s, true)));
    second.stream().filter(s -> !first.contains(s)).forEach(s -> rest.add(new Side(s, false)));
    rest.sort(Comparator.comparing(Side::span, AnswerComparison::byPlace));
    List<Difference> differences = new ArrayList<>();
    for (int from = 0, to; from < rest.size(); from = to) {
      int end = rest.get(from).span.end();
      to = from + 1;
      while (to < rest.size() && rest.get(to).span.start() < end) {
        end = Math.max(end, rest.get(to++).span.end());
      }
      List<Side> together = rest.subList(from, to);
      differences.add(new Difference(spans(together, true), spans(together, false)));
    }
    return new AnswerComparison(kept, differences);
  }

  /** What a model says, without its scores. */
  public static List<LabelledSpan> places(List<EntitySpan> said) {
    return said.stream().map(e -> new LabelledSpan(e.type(), e.start(), e.end())).toList();
  }

  private record Side(LabelledSpan span, boolean first) {}

  private static List<LabelledSpan> spans(List<Side> sides, boolean first) {
    return sides.stream().filter(side -> side.first == first).map(Side::span).toList();
  }

  private static int byPlace(LabelledSpan one, LabelledSpan other) {
    return Comparator.comparingInt(LabelledSpan::start)
        .thenComparingInt(LabelledSpan::end)
        .thenComparing(LabelledSpan::type)
        .compare(one, other);
  }

  /** So many places in which this happened. */
  public int count(Change change) {
    return (int) differences.stream().filter(d -> d.change() == change).count();
  }

  /** By type, where the first set is what a model said and the second is true. */
  public Map<String, EntityCounts> byType() {
    Map<String, EntityCounts> counts = new TreeMap<>();
    kept.forEach(s -> counts.merge(s.type(), new EntityCounts(1, 1, 1), EntityCounts::plus));
    for (Difference difference : differences) {
      difference.before.forEach(
          s -> counts.merge(s.type(), new EntityCounts(0, 1, 0), EntityCounts::plus));
      difference.after.forEach(
          s -> counts.merge(s.type(), new EntityCounts(0, 0, 1), EntityCounts::plus));
    }
    return counts;
  }

  /** The same, all types together. */
  public EntityCounts total() {
    return byType().values().stream().reduce(EntityCounts.NONE, EntityCounts::plus);
  }
}
