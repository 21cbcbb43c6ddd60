package dev.tidemark.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.adaptation.AdaptationListener;
import dev.tidemark.adaptation.GateReport;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.loop.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacedAdaptationTest {

  private static final Duration WORK = Duration.ofMillis(60);

  /** A training that works a quarter of the time rests three times as long as it works. */
  @Test
  void restsAfterEachStepForAsLongAsItMust() {
    Steps steps = new Steps();
    PacedAdaptation paced = new PacedAdaptation(steps, 0.25);
    paced.split(1, 1, 1, 1);
    work();
    long worked = System.nanoTime();

    paced.step(1, 2, 1, 0.5);

    assertThat(Duration.ofNanos(System.nanoTime() - worked))
        .isGreaterThanOrEqualTo(WORK.multipliedBy(3));
    assertThat(steps.last).as("told before the rest").isEqualTo(1);
  }

  private static void work() {
    long until = System.nanoTime() + WORK.toNanos();
    while (System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
  }

  private static final class Steps implements AdaptationListener {

    int last;

    @Override
    public void split(int train, int heldOut, int rehearsal, int golden) {}

    @Override
    public void step(int step, int steps, int epoch, double loss) {
      last = step;
    }

    @Override
    public void stage(Stage<TaggingScore> stage) {}

    @Override
    public void decided(GateReport report) {}
  }
}
