package dev.tidemark.adaptation;

import dev.tidemark.model.Dtype;

/**
 * How a model is adapted.
 *
 * @param epochs passes over the corrections
 * @param batchSize rows a batch
 * @param learningRate highest rate
 * @param rehearsal sentences of what the model could do before, for each correction
 * @param heldOut share of the corrections that is measured on, not learnt from
 * @param keep how much of the incumbent's weights is mixed into the candidate's, 0 to 1
 * @param mlmTexts recent texts that a model with a word head reads first; 0 for none
 * @param newTypes whether the head may grow
 * @param dtype number format of the arithmetic
 * @param seed of everything random
 */
public record AdaptationSettings(
    int epochs,
    int batchSize,
    double learningRate,
    double rehearsal,
    double heldOut,
    double keep,
    int mlmTexts,
    NewTypes newTypes,
    Dtype dtype,
    long seed) {

  public AdaptationSettings {
    if (epochs < 1 || batchSize < 1 || !(learningRate > 0) || rehearsal < 0) {
      throw new IllegalArgumentException(
          "%d epochs, batches of %d, a rate of %s, %s times rehearsal: nothing would be learnt"
              .formatted(epochs, batchSize, learningRate, rehearsal));
    }
    if (mlmTexts < 0) {
      throw new IllegalArgumentException("%d texts cannot be read".formatted(mlmTexts));
    }
    if (!(heldOut > 0 && heldOut < 1) || !(keep >= 0 && keep < 1)) {
      throw new IllegalArgumentException(
          "held out %s, kept %s: both must be from 0 to below 1, and something must be held out"
              .formatted(heldOut, keep));
    }
  }
}
