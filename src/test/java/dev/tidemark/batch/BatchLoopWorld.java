package dev.tidemark.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A batch loop, what it ran, and a time of its own. */
abstract class BatchLoopWorld {

  static final BatchLimits LIMITS = new BatchLimits(64, 64, Duration.ofMillis(5));

  final AtomicLong now = new AtomicLong();
  final List<List<Integer>> runs = Collections.synchronizedList(new ArrayList<>());

  BatchLoop<Integer, String> loop(BatchRunner<Integer, String> runner) {
    return new BatchLoop<>("test loop", LIMITS, 1, 1_000, recorded(runner), now::get);
  }

  BatchRunner<Integer, String> recorded(BatchRunner<Integer, String> runner) {
    return new BatchRunner<>() {
      @Override
      public List<String> run(List<Integer> batch) throws Exception {
        runs.add(List.copyOf(batch));
        return runner.run(batch);
      }

      @Override
      public boolean isOutOfMemory(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains("out of memory");
      }
    };
  }

  static List<String> named(List<Integer> batch) {
    return batch.stream().map(i -> "result of " + i).toList();
  }

  static BatchRunner<Integer, String> failingOn(Set<Integer> culprits) {
    return batch -> {
      for (int i : batch) {
        if (culprits.contains(i)) {
          throw new IllegalArgumentException("cannot do " + i);
        }
      }
      return named(batch);
    };
  }

  static List<CompletableFuture<String>> submitAll(BatchLoop<Integer, String> loop, int count) {
    return IntStream.range(0, count).mapToObj(i -> loop.submit(i, 1)).toList();
  }

  static Throwable failureOf(CompletableFuture<?> future) {
    assertThat(future).isDone();
    try {
      future.join();
      throw new AssertionError("did not fail");
    } catch (CompletionException e) {
      return Objects.requireNonNull(e.getCause());
    } catch (CancellationException e) {
      return e;
    }
  }
}
