package dev.tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;
import org.junit.jupiter.api.Test;

/** Two rows of two places, two labels; the second place of the second row is padding. */
class AgreementTest {

  private static final TokenBatch BATCH =
      new TokenBatch(2, new int[] {1, 2, 3, 0}, new int[] {2, 1});
  private static final float[] LOGITS = {1, 3, 0, 0, -2, 2, 9, 9};

  @Test
  void aConstantPerTokenAndThePaddingDoNotCount() {
    float[] shifted = {101, 103, 5, 5, -3, 1, 0, 7};
    Agreement agreement = Agreement.of(softmax(LOGITS), shifted, BATCH);
    assertThat(agreement.worstLogProbability()).isCloseTo(0, within(1e-5));
    assertThat(agreement.meanProbability()).isCloseTo(0, within(1e-6));
  }

  @Test
  void theLargestDifferenceOfAnyLabelCounts() {
    float[] wrong = LOGITS.clone();
    wrong[5] = -2; // -2, 2 became -2, -2: from log-probabilities -4.018, -0.018 to -0.693 twice
    Agreement agreement = Agreement.of(softmax(LOGITS), wrong, BATCH);
    assertThat(agreement.worstLogProbability()).isCloseTo(3.325, within(1e-3));
    assertThat(agreement.meanProbability()).isCloseTo(2 * 0.48201 / 6, within(1e-4));
  }

  @Test
  void whatIsNoNumberOrOfAnotherSizeIsNoAgreement() {
    float[] none = LOGITS.clone();
    none[2] = Float.NaN;
    assertThat(Agreement.of(softmax(LOGITS), none, BATCH).worstLogProbability()).isInfinite();
    assertThat(Agreement.of(softmax(LOGITS), new float[4], BATCH).worstLogProbability())
        .isInfinite();
  }

  private static LabelProbabilities softmax(float[] logits) {
    float[] values = new float[logits.length];
    for (int at = 0; at < logits.length; at += 2) {
      double sum = Math.exp(logits[at]) + Math.exp(logits[at + 1]);
      values[at] = (float) (Math.exp(logits[at]) / sum);
      values[at + 1] = (float) (Math.exp(logits[at + 1]) / sum);
    }
    return new LabelProbabilities(2, 2, values);
  }
}
