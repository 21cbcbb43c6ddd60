package dev.tidemark.adaptation;

/**
 * What the gate decided, and on which figures.
 *
 * @param promoted whether the candidate should serve
 * @param reason one sentence for people
 * @param pValue of the candidate's lead on the held-out corrections
 * @param corrections both models on these
 * @param golden both models on the golden set
 */
public record GateReport(
    boolean promoted, String reason, double pValue, Pair corrections, Pair golden) {

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
