package dev.tidemark.batch;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What a request costs in the queue: its offer and its share of the poll that takes it out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BatchQueueBenchmark {

  private static final int FEW = 32;

  /** A partition's limit of records in flight. */
  private static final int MANY = 1000;

  private static final int MAX_TOKENS = 1024;

  private final BatchQueue<Integer> queue =
      new BatchQueue<>(new BatchLimits(MAX_TOKENS, 512, Duration.ofMillis(20)));

  /** Lengths as news items have them: mostly 20 to 80 tokens. */
  private final int[] lengths = new Random(1).ints(MANY, 0, 60).map(more -> 20 + more).toArray();

  /** About one batch is pending. */
  @Benchmark
  @OperationsPerInvocation(FEW)
  public void requestAmongFew(Blackhole sink) {
    passThrough(FEW, sink);
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public void requestAmongMany(Blackhole sink) {
    passThrough(MANY, sink);
  }

  private void passThrough(int requests, Blackhole sink) {
    for (int i = 0; i < requests; i++) {
      queue.offer(i, lengths[i], 0);
    }
    queue.hurry();
    for (List<Integer> batch = queue.poll(0); !batch.isEmpty(); batch = queue.poll(0)) {
      sink.consume(batch);
    }
  }
}
