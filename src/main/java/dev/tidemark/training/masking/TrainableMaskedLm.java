package dev.tidemark.training.masking;

import dev.tidemark.training.TrainableModel;

/** A masked language model under training. Its loss is the mean per masked token. */
public interface TrainableMaskedLm extends TrainableModel<MaskedBatch> {

  /** Forward only, without dropout. */
  Evaluated evaluate(MaskedBatch batch);

  /**
   * What {@link #evaluate} saw.
   *
   * @param loss mean over the batch's masked tokens
   * @param top1 of them, those whose likeliest word is the right one
   * @param top5 of them, those whose five likeliest words hold the right one
   */
  record Evaluated(double loss, long top1, long top5) {}
}
