package dev.tidemark.app.bench;

import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The model without anything around it: ideal batches, in memory, one after another on each worker.
 */
final class RawModelTrial {

  private final TokenClassifier model;
  private final int workers;
  private final int specialTokens;
  private final List<List<int[]>> batches;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param specialTokens of each row, which are computed but not counted
   */
  RawModelTrial(TokenClassifier model, int workers, int specialTokens, List<List<int[]>> batches) {
    this.model = model;
    this.workers = workers;
    this.specialTokens = specialTokens;
    this.batches = new ArrayList<>(batches);
    Collections.shuffle(this.batches, new Random(1)); // or a short trial sees short texts only
  }

  /** Tokens of text per second. */
  double tokensPerSecond(Duration time) {
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      long start = System.nanoTime();
      List<CompletableFuture<Long>> runs = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        runs.add(
            CompletableFuture.supplyAsync(() -> computeUntil(start + time.toNanos()), threads));
      }
      long tokens = runs.stream().mapToLong(CompletableFuture::join).sum();
      return tokens * 1e9 / (System.nanoTime() - start);
    } finally {
      threads.shutdown();
    }
  }

  private long computeUntil(long end) {
    long tokens = 0;
    while (System.nanoTime() < end) {
      List<int[]> batch = batches.get(Math.floorMod(next.getAndIncrement(), batches.size()));
      model.classify(TokenBatch.pad(batch, model.padTokenId()));
      tokens += batch.stream().mapToLong(row -> row.length - specialTokens).sum();
    }
    return tokens;
  }
}
