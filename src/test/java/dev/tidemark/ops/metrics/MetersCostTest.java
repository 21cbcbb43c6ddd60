package dev.tidemark.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tidemark.inference.Tagging;
import dev.tidemark.text.EntitySpan;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Measuring costs next to nothing: memory per record is bounded, and none is per token. */
class MetersCostTest {

  private static final int WARM_UP = 20_000;
  private static final int RECORDS = 20_000;
  private static final Duration HELD = Duration.ofMillis(3);

  private final Metrics metrics = new Metrics("test");
  private final StreamMeters stream = new StreamMeters(metrics, InstantSource.system());
  private final TaggerMeters tagger = new TaggerMeters(metrics);

  @Test
  void allocatesLittlePerRecordAndNothingPerToken() {
    double few = bytesPerRecord(tagging(10));
    double many = bytesPerRecord(tagging(100_000));
    System.out.printf("%.0f bytes a record of 10 tokens, %.0f of 100,000%n", few, many);
    assertThat(few).isLessThan(400);
    assertThat(many).isLessThan(few + 100);
  }

  private double bytesPerRecord(Tagging tagging) {
    for (int i = 0; i < WARM_UP; i++) {
      measure(tagging);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < RECORDS; i++) {
      measure(tagging);
    }
    long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    return (double) (after - before) / RECORDS;
  }

  /** All that is measured of a text that has a batch of its own. */
  private void measure(Tagging tagging) {
    stream.received();
    tagger.tokenized(1000);
    tagger.waited(2000);
    tagger.computed(1, tagging.tokens(), tagging.tokens(), 1 << 20, 3000);
    tagger.decoded(tagging.tokens(), 4000);
    stream.tagged(tagging, 1, HELD);
  }

  private static Tagging tagging(int tokens) {
    EntitySpan one = new EntitySpan("PER", 0, 3, "Ada", 1);
    return new Tagging(List.of(one, one, one), "news@1", "0", 1, tokens);
  }
}
