package dev.tidemark.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.testing.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** When {@link FeedPace} lets a feed be asked again. */
class FeedPaceTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private final FeedPace pace = new FeedPace(Duration.ofMinutes(5), Seeds.random("FeedPaceTest"));

  @Test
  void afterAnAnswerAsOftenAsTheUserSaysOrSeldomerAsTheFeedWishes() {
    assertThat(pace.afterAnswer(NOW, null)).isEqualTo(NOW.plusSeconds(300));
    assertThat(pace.afterAnswer(NOW, Duration.ofSeconds(10))).isEqualTo(NOW.plusSeconds(300));
    assertThat(pace.afterAnswer(NOW, Duration.ofHours(2))).isEqualTo(NOW.plusSeconds(7200));
    assertThat(pace.afterAnswer(NOW, Duration.ofDays(365))).isEqualTo(NOW.plus(FeedPace.LONGEST));
  }

  @Test
  void failuresDoubleTheWaitUpToAnHourAndNeverAtTheSameMoment() {
    long[] minutes = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    for (int failures = 1; failures <= minutes.length; failures++) {
      long seconds = Duration.between(NOW, pace.afterFailure(NOW, failures, null)).toSeconds();
      assertThat((double) seconds)
          .isBetween(minutes[failures - 1] * 48.0, minutes[failures - 1] * 72.0);
    }
    assertThat(
            LongStream.range(0, 20)
                .map(i -> pace.afterFailure(NOW, 7, null).toEpochMilli())
                .distinct()
                .count())
        .isGreaterThan(15);
    assertThat(pace.afterFailure(NOW, 1000, null)).isBefore(NOW.plus(Duration.ofMinutes(73)));
  }

  @Test
  void retryAfterIsHonoured() {
    assertThat(pace.afterFailure(NOW, 1, Duration.ofHours(3))).isEqualTo(NOW.plusSeconds(10_800));
    assertThat(pace.afterFailure(NOW, 1, Duration.ofSeconds(-5))).isAfter(NOW.plusSeconds(40));
    assertThat(pace.afterFailure(NOW, 1, Duration.ofDays(9))).isEqualTo(NOW.plus(FeedPace.LONGEST));
  }
}
