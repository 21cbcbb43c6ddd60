package dev.tidemark.adaptation;

import java.util.Collections;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * What the gate decided, and on which figures.
 *
 * @param promoted whether the candidate should serve
 * @param reason one sentence for people
 * @param pValue of the candidate's lead on the held-out corrections
 * @param corrections both models on these
 * @param golden both models on the golden set
 * @param unjudged entities of the golden set, by their type, for which the candidate says a type
 *     that this set does not know, so that it cannot say who is right; they count for neither
 */
public record GateReport(
    boolean promoted,
    String reason,
    double pValue,
    Pair corrections,
    Pair golden,
    SortedMap<String, Integer> unjudged) {

  /** Where each entity can be judged. */
  GateReport(boolean promoted, String reason, double pValue, Pair corrections, Pair golden) {
    this(promoted, reason, pValue, corrections, golden, Collections.emptySortedMap());
  }

  /** The same verdict, which says what could not be judged. */
  GateReport withUnjudged(SortedMap<String, Integer> entities) {
    if (entities.isEmpty()) {
      return this;
    }
    String told =
        "%s; of the golden set's entities %d have new types now, which that set cannot judge (%s)"
            .formatted(
                reason,
                entities.values().stream().mapToInt(Integer::intValue).sum(),
                entities.entrySet().stream()
                    .map(type -> type.getKey() + " " + type.getValue())
                    .collect(Collectors.joining(", ")));
    return new GateReport(promoted, told, pValue, corrections, golden, entities);
  }

  /** Two models on the same sentences. */
  public record Pair(ModelScore candidate, ModelScore incumbent) {

    public Pair {
      if (candidate.bySentence().size() != incumbent.bySentence().size()) {
        throw new IllegalArgumentException("two models were measured on different sentences");
      }
    }

    /** How far the candidate is ahead in micro F1. */
    public double lead() {
      return candidate.f1() - incumbent.f1();
    }

    public int sentences() {
      return candidate.bySentence().size();
    }
  }
}
