package dev.tidemark.inference;

import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how many tokens a batch should hold. A GPU wants many, to fill its cores; a CPU core is
 * fastest with about as many as its cache holds the intermediate results of, and small batches pad
 * less and answer sooner: so the smallest budget is taken that is nearly as fast as the best.
 */
public final class BudgetTrial {

  private static final Logger log = LoggerFactory.getLogger(BudgetTrial.class);

  /** Tokens of a row: the order of a news item. */
  private static final int ROW = 64;

  /** By turns, and the best of each: what else the machine does meanwhile must not decide. */
  private static final int ROUNDS = 3;

  /** What a smaller batch may cost in speed. */
  private static final double NEARLY = 0.95;

  private final TokenClassifier model;
  private final int workers;
  private final LongSupplier clock;

  /**
   * What was found.
   *
   * @param budget padded tokens that a batch should hold
   * @param overheadTokens what starting a batch costs, in tokens that could be computed meanwhile
   */
  public record Choice(int budget, int overheadTokens) {}

  /**
   * @param workers batches that will be computed at a time
   * @param clock nanoseconds
   */
  public BudgetTrial(TokenClassifier model, int workers, LongSupplier clock) {
    this.model = model;
    this.workers = workers;
    this.clock = clock;
  }

  /**
   * The smallest of the budgets that is nearly as fast as the fastest. Also warms the model up with
   * batches of each size.
   *
   * @param budgets padded tokens of a batch, ascending
   */
  public Choice smallestFast(List<Integer> budgets) {
    int row = Math.min(ROW, model.maxTokens());
    double[] fastest = new double[budgets.size()];
    double single = 0;
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      for (int round = 0; round <= ROUNDS; round++) {
        double alone = tokensPerSecond(batch(1, row), threads);
        single = round > 0 ? Math.max(single, alone) : 0;
        for (int i = 0; i < fastest.length; i++) {
          TokenBatch batch = batch(Math.max(1, budgets.get(i) / row), row);
          double speed = tokensPerSecond(batch, threads);
          if (round > 0) { // the first is for memory to be allocated
            fastest[i] = Math.max(fastest[i], speed);
          }
        }
      }
    } finally {
      threads.shutdown();
    }
    double best = Arrays.stream(fastest).max().orElseThrow();
    for (int i = 0; i < fastest.length; i++) {
      if (fastest[i] >= NEARLY * best) {
        // A row alone takes its own time and the batch's: what is beyond its own is the overhead.
        int overhead = (int) Math.max(0, row * (fastest[i] / single - 1));
        log.info(
            "batches hold {} tokens: {} tokens/s with {} at a time (of {}: {}); starting one costs as much as {} tokens",
            budgets.get(i),
            Math.round(fastest[i]),
            workers,
            budgets,
            Arrays.stream(fastest).mapToLong(Math::round).toArray(),
            overhead);
        return new Choice(budgets.get(i), overhead);
      }
    }
    throw new IllegalStateException("one of them is the fastest");
  }

  private double tokensPerSecond(TokenBatch batch, ExecutorService threads) {
    long start = clock.getAsLong();
    CompletableFuture<?>[] runs = new CompletableFuture<?>[workers];
    for (int i = 0; i < workers; i++) {
      runs[i] = CompletableFuture.runAsync(() -> model.classify(batch), threads);
    }
    CompletableFuture.allOf(runs).join();
    return workers * batch.ids().length * 1e9 / Math.max(1, clock.getAsLong() - start);
  }

  private static TokenBatch batch(int rows, int length) {
    int[] lengths = new int[rows];
    Arrays.fill(lengths, length);
    return new TokenBatch(length, new int[rows * length], lengths);
  }
}
