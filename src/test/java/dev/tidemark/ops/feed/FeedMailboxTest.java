package dev.tidemark.ops.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.testing.Seeds;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeedMailboxTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final FeedLimits LIMITS = new FeedLimits(2, 10, 1000, 500, Duration.ofSeconds(5));

  private final FeedMailbox mailbox = new FeedMailbox(LIMITS, 0);

  @Test
  void beginsWithHowSoonToComeBack() {
    assertThat(drain(0)).isEqualTo("retry: 2000\n\n");
    assertThat(drain(0)).isEmpty();
  }

  @Test
  void whatIsSlowEnoughIsSentInFull() {
    String begin = drain(0);
    assertThat(begin).isNotEmpty();
    for (int i = 1; i <= 100; i++) {
      long now = i * SECOND / 10;
      assertThat(offer("r" + i, now)).isTrue();
      assertThat(drain(now)).isEqualTo("r" + i);
    }
  }

  @Test
  void ofABurstASecondsWorthIsShownAndTheRestIsCounted() {
    drain(0);
    for (int i = 0; i < 300; i++) {
      assertThat(offer("x", 1)).isEqualTo(i < 10);
    }
    assertThat(drain(1)).isEqualTo("x".repeat(10));
    assertThat(drain(SECOND))
        .isEqualTo("event: sampled\ndata: {\"shown\":10,\"passed_over\":290}\n\n");
    assertThat(drain(2 * SECOND)).as("said once").isEmpty();
  }

  @Test
  void everyRecordIsShownOrCounted() {
    Random random = Seeds.random("FeedMailboxTest");
    long now = 0;
    int offered = 0;
    int shown = 0;
    StringBuilder sent = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      now += random.nextLong(SECOND / 20);
      offered++;
      shown += offer("§", now) ? 1 : 0;
      if (random.nextInt(10) == 0) {
        sent.append(drain(now));
      }
    }
    sent.append(drain(now + SECOND));
    assertThat(shown).isLessThan(offered);
    assertThat(sent.chars().filter(c -> c == '§').count()).isEqualTo(shown);
    int passedOver =
        java.util.regex.Pattern.compile("\"passed_over\":(\\d+)")
            .matcher(sent)
            .results()
            .mapToInt(m -> Integer.parseInt(m.group(1)))
            .sum();
    assertThat(passedOver).isEqualTo(offered - shown);
    double seconds = now / (double) SECOND;
    assertThat(shown).as("the pace").isLessThanOrEqualTo((int) (10 * seconds) + 11);
  }

  @Test
  void holdsNoMoreThanItMayHoweverSlowTheBrowser() {
    String large = "y".repeat(300);
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      taken += offer(large, i * SECOND) ? 1 : 0;
    }
    assertThat(taken).as("1000 bytes hold so many").isEqualTo(3);
    assertThat(drain(100 * SECOND))
        .contains("{\"shown\":3,\"passed_over\":97}")
        .hasSizeLessThan(1100);
  }

  @Test
  void silenceIsBrokenByAHeartbeat() {
    drain(0);
    assertThat(drain(5 * SECOND - 1)).isEmpty();
    assertThat(drain(5 * SECOND)).isEqualTo(": heartbeat\n\n");
    assertThat(drain(6 * SECOND)).isEmpty();
  }

  @Test
  void dataIsOneLine() {
    byte[] json = "{\r\n \"text\": \"two\\nlines\",\n \"n\": 1.10\n}".getBytes(UTF_8);
    assertThat(new String(EventStream.event("tagged", "3-7", json), UTF_8))
        .isEqualTo(
            "event: tagged\nid: 3-7\ndata: {   \"text\": \"two\\nlines\",  \"n\": 1.10 }\n\n");
  }

  private boolean offer(String frame, long now) {
    return mailbox.offer(frame.getBytes(UTF_8), now);
  }

  private String drain(long now) {
    return new String(mailbox.drain(now), UTF_8);
  }
}
