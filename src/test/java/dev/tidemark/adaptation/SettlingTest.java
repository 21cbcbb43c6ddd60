package dev.tidemark.adaptation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettlingTest {

  private static final Instant T = Instant.parse("2026-11-28T12:00:00Z");
  private static final Optional<Trigger.Due> DUE =
      Optional.of(new Trigger.Due(Trigger.Kind.COUNT, "50 new corrections"));

  private final Settling settling = new Settling(Duration.ofSeconds(5));

  @Test
  void waitsForTheEndOfABurst() {
    assertThat(settling.settled(DUE, T, T)).isEmpty();
    assertThat(settling.settled(DUE, T.plusSeconds(4), T.plusSeconds(8))).isEmpty();
    assertThat(settling.settled(DUE, T.plusSeconds(4), T.plusSeconds(9))).isEqualTo(DUE);
  }

  @Test
  void doesNotWaitForEverForThoseWhoNeverRest() {
    for (int second = 0; second < 50; second++) {
      Instant now = T.plusSeconds(second);
      assertThat(settling.settled(DUE, now, now)).as("after %d s", second).isEmpty();
    }
    Instant end = T.plusSeconds(50);
    assertThat(settling.settled(DUE, end, end)).isEqualTo(DUE);
    // The next run waits anew.
    assertThat(settling.settled(DUE, end.plusSeconds(1), end.plusSeconds(1))).isEmpty();
  }

  @Test
  void patienceBeginsWhenARunIsDue() {
    assertThat(settling.settled(DUE, T, T)).isEmpty();
    Instant hourLater = T.plusSeconds(3600);
    assertThat(settling.settled(Optional.empty(), hourLater, hourLater)).isEmpty();
    assertThat(settling.settled(DUE, hourLater, hourLater)).isEmpty();
  }

  @Test
  void zeroDoesNotWait() {
    assertThat(new Settling(Duration.ZERO).settled(DUE, T, T)).isEqualTo(DUE);
  }
}
