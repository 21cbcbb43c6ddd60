package dev.tidemark.guarantee.world;

import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The faults of the suite. Each is made anew for a run, for some remember that they have fired. */
public final class Faults {

  private Faults() {}

  /** A device of a known speed: each batch takes this long. */
  public static Fault slow(Duration perBatch) {
    return (batch, model) -> {
      LockSupport.parkNanos(perBatch.toNanos());
      return model.get();
    };
  }

  /** Fails the first batch that holds the word; run again, it is fine. */
  public static Fault throwsOnce(String word) {
    Set<String> fired = ConcurrentHashMap.newKeySet();
    return (batch, model) -> {
      if (Fault.holds(batch, word) && fired.add(word)) {
        throw new IllegalStateException("fails once at " + word);
      }
      return model.get();
    };
  }

  /** Fails every batch that holds the word. */
  public static Fault throwsAlways(String word) {
    return (batch, model) -> {
      if (Fault.holds(batch, word)) {
        throw new IllegalStateException("always fails at " + word);
      }
      return model.get();
    };
  }

  /** A device with room for so many padded tokens, which says so as PyTorch does. */
  public static Fault outOfMemoryBeyond(int tokens, AtomicInteger refused) {
    return (batch, model) -> {
      if (batch.rows() * batch.length() > tokens) {
        refused.incrementAndGet();
        throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
      }
      return model.get();
    };
  }

  /** A batch that holds the word gets results for so many rows more (or fewer) than it has. */
  public static Fault miscounts(String word, int more) {
    return (batch, model) -> {
      LabelProbabilities right = model.get();
      return Fault.holds(batch, word) ? withRows(right, batch, batch.rows() + more) : right;
    };
  }

  private static LabelProbabilities withRows(LabelProbabilities right, TokenBatch batch, int rows) {
    int size = rows * batch.length() * right.labels();
    return new LabelProbabilities(
        right.length(), right.labels(), Arrays.copyOf(right.values(), size));
  }

  /**
   * Hangs once, at the first batch that holds the word, after {@code first} has returned.
   *
   * @param first what must have happened before the device hangs
   */
  public static Fault stallsOnce(String word, Duration stall, Runnable first) {
    Set<String> fired = ConcurrentHashMap.newKeySet();
    return (batch, model) -> {
      if (Fault.holds(batch, word) && fired.add(word)) {
        first.run();
        LockSupport.parkNanos(stall.toNanos());
      }
      return model.get();
    };
  }
}
