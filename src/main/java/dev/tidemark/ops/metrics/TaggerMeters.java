package dev.tidemark.ops.metrics;

import dev.tidemark.inference.TaggerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the models do that find entities, of all versions that have served one after another. */
public final class TaggerMeters implements TaggerMetrics {

  static final Figure TOKENIZE =
      Figure.durations("tidemark.tokenize", "Cutting a text into tokens.");

  static final Figure QUEUE_WAIT =
      Figure.durations(
          "tidemark.queue.wait",
          "What a text (or a window of a long one) waits for room in the queue and for its batch.");

  static final Figure INFERENCE = Figure.durations("tidemark.inference", "The model on one batch.");

  static final Figure DECODE =
      Figure.durations(
          "tidemark.decode", "Making entities of the model's probabilities, for one text.");

  static final Figure ROWS =
      Figure.histogram(
          "tidemark.batch.rows", "texts", "Texts, or windows of long ones, in a batch.");

  static final Figure FILL =
      Figure.histogram(
          "tidemark.batch.fill.ratio",
          "share",
          "Tokens of a batch, padding included, as a share of the token budget.");

  static final Figure PADDING =
      Figure.histogram(
          "tidemark.batch.padding.ratio", "share", "Share of a batch's tokens that is padding.");

  static final Figure TOKENS =
      Figure.counter(
          "tidemark.batch.tokens",
          "tokens",
          "Tokens that the model has computed, special tokens and overlaps included.");

  static final Figure PADDING_TOKENS =
      Figure.counter(
          "tidemark.batch.padding.tokens", "tokens", "Padding that the model has computed.");

  static final List<Figure> FIGURES =
      List.of(TOKENIZE, QUEUE_WAIT, INFERENCE, DECODE, ROWS, FILL, PADDING, TOKENS, PADDING_TOKENS);

  private final Timer tokenize;
  private final Timer queueWait;
  private final Timer inference;
  private final Timer decode;
  private final DistributionSummary rows;
  private final DistributionSummary fill;
  private final DistributionSummary padding;
  private final Counter tokens;
  private final Counter paddingTokens;

  public TaggerMeters(Metrics metrics) {
    tokenize = metrics.timer(TOKENIZE);
    queueWait = metrics.timer(QUEUE_WAIT);
    inference = metrics.timer(INFERENCE);
    decode = metrics.timer(DECODE);
    rows = metrics.summary(ROWS, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512);
    fill = metrics.summary(FILL, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1);
    padding = metrics.summary(PADDING, .005, .01, .02, .03, .05, .1, .2, .5);
    tokens = metrics.counter(TOKENS);
    paddingTokens = metrics.counter(PADDING_TOKENS);
  }

  @Override
  public void tokenized(long nanos) {
    tokenize.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void waited(long nanos) {
    queueWait.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void computed(int batchRows, long batchTokens, long padded, int budget, long nanos) {
    inference.record(nanos, TimeUnit.NANOSECONDS);
    rows.record(batchRows);
    fill.record((double) padded / budget);
    padding.record(1 - (double) batchTokens / padded);
    tokens.increment((double) batchTokens);
    paddingTokens.increment((double) (padded - batchTokens));
  }

  @Override
  public void decoded(int textTokens, long decodingNanos) {
    decode.record(decodingNanos, TimeUnit.NANOSECONDS);
  }
}
