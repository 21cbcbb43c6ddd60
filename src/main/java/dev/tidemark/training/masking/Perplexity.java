package dev.tidemark.training.masking;

import dev.tidemark.training.loop.Measured;
import java.util.List;
import java.util.function.Function;

/**
 * How well a model guesses hidden tokens.
 *
 * @param loss mean over the masked tokens, in nats
 * @param maskedTokens how many were asked about
 * @param top1 share of them whose likeliest word is the right one
 * @param top5 share of them whose five likeliest words hold the right one
 */
public record Perplexity(double loss, long maskedTokens, double top1, double top5)
    implements Measured {

  /** Measures over rows whose masks are frozen. */
  public static Perplexity of(
      List<MaskedRow> rows,
      int batchSize,
      int padTokenId,
      Function<MaskedBatch, TrainableMaskedLm.Evaluated> model) {
    double loss = 0;
    long masked = 0;
    long top1 = 0;
    long top5 = 0;
    for (int from = 0; from < rows.size(); from += batchSize) {
      MaskedBatch batch =
          MaskedBatch.collate(
              rows.subList(from, Math.min(rows.size(), from + batchSize)), padTokenId);
      int asked = batch.places().length;
      if (asked > 0) { // the mean over nothing is no number
        TrainableMaskedLm.Evaluated evaluated = model.apply(batch);
        loss += evaluated.loss() * asked;
        masked += asked;
        top1 += evaluated.top1();
        top5 += evaluated.top5();
      }
    }
    if (masked == 0) {
      throw new IllegalArgumentException("no token was masked, so there is nothing to measure");
    }
    return new Perplexity(loss / masked, masked, (double) top1 / masked, (double) top5 / masked);
  }

  /** {@code exp(loss)}: between how many equally likely words the model seems to waver. */
  public double perplexity() {
    return Math.exp(loss);
  }

  @Override
  public double score() {
    return -loss;
  }
}
