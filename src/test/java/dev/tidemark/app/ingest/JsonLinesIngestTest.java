package dev.tidemark.app.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link JsonLinesIngest} makes of lines; the broker's part is in IngestCommandTest. */
class JsonLinesIngestTest {

  private final List<Delivery> deliveries = new ArrayList<>();
  private final Map<String, byte[]> state = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private final VirtualTime time = new VirtualTime(Instant.EPOCH);
  private int dieAt = Integer.MAX_VALUE;

  private final Delivery.Door door =
      new Delivery.Door() {
        @Override
        public void deliver(Delivery delivery) {
          if (deliveries.size() == dieAt) {
            throw new IllegalStateException("killed");
          }
          deliveries.add(delivery);
          state.putAll(delivery.state());
        }

        @Override
        public int maxRecordBytes() {
          return 4_000;
        }
      };

  private final JsonLinesIngest.Listener listener =
      new JsonLinesIngest.Listener() {
        @Override
        public void bad(String source, long line, String reason) {
          told.add(source + ":" + line + ": " + reason);
        }

        @Override
        public void delivered(JsonLinesCounts counts) {}
      };

  @Test
  void linesGoOutAsTheyStandKeyedByTheirId() throws Exception {
    JsonLinesCounts counts =
        run(
            "{\"id\":7, \"text\":\"a\"}\r\n\n{ \"text\":\"é\", \"x\":1.50}\n{\"id\":\"z\",\"text\":\"b\"}",
            "f",
            0,
            false);

    assertThat(counts).isEqualTo(new JsonLinesCounts(0, 4, 3, 0));
    assertThat(texts())
        .containsExactly(
            "{\"id\":7, \"text\":\"a\"}",
            "{ \"text\":\"é\", \"x\":1.50}",
            "{\"id\":\"z\",\"text\":\"b\"}");
    assertThat(keys()).containsExactly("7", "null", "z");
  }

  @Test
  void badLinesAreToldByNumberWithoutTheirWordsAndKept() throws Exception {
    String tooLong = "{\"text\":\"" + "x".repeat(5_000) + "\"}";
    JsonLinesCounts counts =
        run(
            "{\"text\":\"a\"}\nsecret\n{\"id\":1}\n" + tooLong + "\n{\"text\":\"b\"}\n",
            "f",
            0,
            false);

    assertThat(counts).isEqualTo(new JsonLinesCounts(0, 5, 2, 3));
    assertThat(told)
        .hasSize(3)
        .noneMatch(line -> line.contains("secret"))
        .anyMatch(line -> line.startsWith("feed:2: not JSON"))
        .anyMatch(line -> line.startsWith("feed:3: no field 'text'"))
        .anyMatch(line -> line.startsWith("feed:4: a line of 5011 bytes is longer"));
    List<Delivery.Reject> rejects = deliveries.stream().flatMap(d -> d.rejects().stream()).toList();
    assertThat(rejects).extracting(Delivery.Reject::place).containsExactly("2", "3", "4");
    assertThat(rejects.get(0).value()).isEqualTo("secret".getBytes(UTF_8));
    assertThat(rejects.get(2).value()).isNull();
  }

  @Test
  void aFileIsTakenUpWhereTheLastDeliveryEnded() throws Exception {
    String all = numbered(0, 5_000);
    dieAt = 3;
    assertThatThrownBy(() -> run(all, "f", 0, false)).hasMessage("killed");
    assertThat(texts()).hasSize(3_000);
    dieAt = Integer.MAX_VALUE;

    assertThat(run(all, "f", 0, false)).isEqualTo(new JsonLinesCounts(3_000, 2_000, 2_000, 0));
    assertThat(run(all, "f", 0, false)).isEqualTo(new JsonLinesCounts(5_000, 0, 0, 0));
    // It grows: only what is new is sent.
    run(all + numbered(5_000, 10), "f", 0, false);
    assertThat(texts()).containsExactlyElementsOf(numbered(0, 5_010).lines().toList());
  }

  @Test
  void anotherFileOfTheSameNameIsSentFromItsFirstLine() throws Exception {
    run(numbered(0, 3), "f", 0, false);
    run(numbered(1, 3), "f", 0, false); // rotated
    run(numbered(1, 2), "f", 0, false); // shorter than what was sent
    run(numbered(1, 2), "g", 0, false); // another name

    assertThat(keys()).containsExactly("0", "1", "2", "1", "2", "3", "1", "2", "1", "2");
  }

  @Test
  void aStreamIsReadOnceAndRemembersNothing() throws Exception {
    run(numbered(0, 3), null, 0, false);
    run(numbered(0, 3), null, 0, false);

    assertThat(state).isEmpty();
    assertThat(keys()).containsExactly("0", "1", "2", "0", "1", "2");
  }

  @Test
  void strictEndsAtTheFirstBadLineAndSendsWhatStandsBefore() throws Exception {
    String lines = numbered(0, 2) + "broken\n" + numbered(2, 2);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> run(lines, "f", 0, true))
          .isInstanceOf(BadLineException.class)
          .hasMessage("feed:3: not JSON");
    }
    assertThat(keys()).containsExactly("0", "1");
    assertThat(deliveries).allSatisfy(d -> assertThat(d.rejects()).isEmpty());

    run(lines.replace("broken\n", ""), "f", 0, true); // mended
    assertThat(keys()).containsExactly("0", "1", "2", "3");
  }

  @Test
  void theRateIsKeptAndStoppingLosesNoLine() throws Exception {
    time.stopAt(Instant.EPOCH.plusSeconds(10));
    run(numbered(0, 100), "f", 4, false);
    assertThat(texts()).hasSize(41); // at 0 s, 0.25 s … 10 s
    assertThat(deliveries.size()).as("nothing waits for longer than a second").isGreaterThan(9);

    time.stopAt(Instant.MAX);
    run(numbered(0, 100), "f", 4, false);
    assertThat(keys())
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(String::valueOf).toList());
  }

  private JsonLinesCounts run(String lines, @Nullable String file, double rate, boolean strict)
      throws Exception {
    return new JsonLinesIngest(
            () -> new ByteArrayInputStream(lines.getBytes(UTF_8)),
            new JsonLinesIngest.Terms("feed", file, rate, strict),
            door,
            time,
            listener)
        .run(Map.copyOf(state));
  }

  private List<String> texts() {
    return deliveries.stream()
        .flatMap(d -> d.texts().stream())
        .map(text -> new String(text.value(), UTF_8))
        .toList();
  }

  private List<String> keys() {
    return deliveries.stream()
        .flatMap(d -> d.texts().stream())
        .map(text -> text.key() == null ? "null" : new String(text.key(), UTF_8))
        .toList();
  }

  private static String numbered(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> "{\"id\":\"%d\",\"text\":\"text %d\"}\n".formatted(i, i))
        .collect(Collectors.joining());
  }
}
