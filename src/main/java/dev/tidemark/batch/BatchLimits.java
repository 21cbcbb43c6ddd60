package dev.tidemark.batch;

import java.time.Duration;

/**
 * How large a batch may get, and how long a request may wait for company.
 *
 * @param maxTokens padded tokens of a batch, longest request × requests: what the device really
 *     computes and what its memory must hold. A single request may exceed it; it then runs alone.
 * @param maxRequests requests of a batch
 * @param overheadTokens what starting a batch costs, in tokens that could be computed meanwhile: to
 *     pad a batch by more than that is worse than another batch
 * @param linger how long the oldest request waits for the batch to fill; zero never waits
 */
public record BatchLimits(int maxTokens, int maxRequests, int overheadTokens, Duration linger) {

  /** A CPU core's, about; see {@code BudgetTrial}. */
  public static final int USUAL_OVERHEAD = 64;

  /** Longer than anyone waits for a batch; keeps nanosecond arithmetic far from overflow. */
  private static final Duration LONGEST_LINGER = Duration.ofHours(1);

  public BatchLimits {
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens is " + maxTokens + ", at least 1 is needed");
    }
    if (maxRequests < 1) {
      throw new IllegalArgumentException(
          "maxRequests is " + maxRequests + ", at least 1 is needed");
    }
    if (overheadTokens < 0) {
      throw new IllegalArgumentException(
          "overheadTokens is " + overheadTokens + ", at least 0 is needed");
    }
    if (linger.isNegative() || linger.compareTo(LONGEST_LINGER) > 0) {
      throw new IllegalArgumentException("linger is " + linger + ", not between 0 and 1 hour");
    }
  }

  /** With the overhead usual on a CPU. */
  public BatchLimits(int maxTokens, int maxRequests, Duration linger) {
    this(maxTokens, maxRequests, USUAL_OVERHEAD, linger);
  }

  /** Whether so many requests, the longest of so many tokens, fit into one batch. */
  boolean allows(int requests, int longest) {
    return requests <= maxRequests && (long) requests * longest <= maxTokens;
  }

  BatchLimits withMaxTokens(int tokens) {
    return new BatchLimits(tokens, maxRequests, overheadTokens, linger);
  }
}
