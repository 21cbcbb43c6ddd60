package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearScheduleTest {

  @Test
  void risesThenFallsByHand() {
    assertThat(scales(10, 4))
        .containsExactly(
            new double[] {0.25, 0.5, 0.75, 1, 1, 5 / 6.0, 4 / 6.0, 3 / 6.0, 2 / 6.0, 1 / 6.0},
            within(1e-12));
  }

  @Test
  void withoutWarmUpItOnlyFalls() {
    assertThat(scales(4, 0)).containsExactly(new double[] {1, 0.75, 0.5, 0.25}, within(1e-12));
  }

  @Test
  void allWarmUpOnlyRises() {
    assertThat(scales(4, 4)).containsExactly(new double[] {0.25, 0.5, 0.75, 1}, within(1e-12));
    assertThat(scales(1, 0)).containsExactly(1);
  }

  /** A step at rate zero would be a batch computed for nothing. */
  @Test
  void noStepIsWasted() {
    for (int steps = 1; steps < 30; steps++) {
      for (int warmup = 0; warmup <= steps; warmup++) {
        for (double scale : scales(steps, warmup)) {
          assertThat(scale).as("%d of %d", warmup, steps).isBetween(1.0 / steps, 1.0);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "10, 11", "10, -1"})
  void refusesWhatIsNoSchedule(int steps, int warmup) {
    assertThatThrownBy(() -> new LinearSchedule(steps, warmup))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%d warm-up steps of %d", warmup, steps);
  }

  private static double[] scales(int steps, int warmup) {
    LinearSchedule schedule = new LinearSchedule(steps, warmup);
    return IntStream.range(0, steps).mapToDouble(schedule::scale).toArray();
  }
}
