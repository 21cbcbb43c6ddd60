package dev.tidemark.ops.health;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.stream.StreamStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {

  private static final Duration BOUND = Duration.ofSeconds(60);

  @ParameterizedTest
  @CsvSource({
    "CREATED,           0, false, true,  false",
    "REBALANCING,      10, false, true,  false",
    "RUNNING,           0, true,  true,  true",
    "RUNNING,       10000, true,  true,  true",
    "REBALANCING,      60, true,  true,  true",
    "REBALANCING,      61, true,  true,  false",
    "PENDING_SHUTDOWN,  1, true,  true,  false",
    "PENDING_ERROR,     1, true,  false, false",
    "ERROR,             1, true,  false, false",
    "NOT_RUNNING,       1, true,  false, false",
  })
  void streams(String state, int seconds, boolean wasAssigned, boolean alive, boolean ready) {
    StreamStatus status = new StreamStatus(state, Duration.ofSeconds(seconds), 1, 2, wasAssigned);

    assertThat(Checks.alive(() -> status).get().ok()).as("alive").isEqualTo(alive);
    Verdict reading = Checks.reading(() -> status, BOUND).get();
    assertThat(reading.ok()).as("ready").isEqualTo(ready);
    assertThat(reading.reason()).contains(state, "2 partitions");
  }

  @Test
  void aDeadWorkerShows() {
    Health health = new Health();
    boolean[] alive = {true};
    health.add(Health.Probe.LIVE, "model", Checks.model(() -> "news@3", () -> alive[0]));
    assertThat(health.report(Health.Probe.LIVE).ok()).isTrue();

    alive[0] = false;
    Health.Report report = health.report(Health.Probe.LIVE);
    assertThat(report.ok()).isFalse();
    assertThat(requireNonNull(report.checks().get("model")).reason())
        .contains("workers of news@3 are dead");
  }

  @Test
  void whatCannotBeLookedAtIsNotWell() {
    Health health = new Health();
    health.add(
        Health.Probe.READY,
        "texts",
        () -> {
          throw new IllegalStateException("closed");
        });
    assertThat(health.report(Health.Probe.READY).ok()).isFalse();
    assertThat(requireNonNull(health.report(Health.Probe.READY).checks().get("texts")).reason())
        .contains("closed");
  }

  @Test
  void aProcessOfWhichNothingIsKnownLivesAndIsNotReady() {
    Health health = new Health();
    assertThat(health.report(Health.Probe.LIVE).ok()).isTrue();
    assertThat(health.report(Health.Probe.READY).ok()).isFalse();
  }
}
