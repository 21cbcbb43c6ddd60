package dev.tidemark.adaptation;

/**
 * What a candidate has to show.
 *
 * @param significance largest p-value of its lead on held-out corrections
 * @param minF1 that it must reach on held-out corrections: below this, what was corrected cannot be
 *     learnt, since it contradicts itself or is wrong
 * @param overallAllowance how far its micro F1 on the golden set may fall below the incumbent's
 * @param typeAllowance how far its F1 of any one type there may
 * @param agreementAllowance how far either may fall where nobody labelled the golden set but the
 *     incumbent: then it is agreement that is measured, and a better model disagrees at times
 * @param minSentences held-out corrections below which nothing is decided
 * @param minSupport entities of a type in the golden set below which its F1 says nothing
 * @param draws of the paired bootstrap
 */
public record GateSettings(
    double significance,
    double minF1,
    double overallAllowance,
    double typeAllowance,
    double agreementAllowance,
    int minSentences,
    int minSupport,
    int draws) {

  public static final GateSettings DEFAULT =
      new GateSettings(0.05, 0.4, 0.01, 0.03, 0.15, 5, 20, 2000);

  public GateSettings {
    if (!(significance > 0 && significance < 1)
        || !(minF1 >= 0 && minF1 < 1)
        || overallAllowance < 0
        || typeAllowance < 0
        || agreementAllowance < 0
        || minSentences < 1
        || minSupport < 1
        || draws < 1) {
      throw new IllegalArgumentException("no gate can be held to %s".formatted("these settings"));
    }
  }
}
