package dev.tidemark.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.text.EntitySpan;
import dev.tidemark.text.TaggedRecord;
import dev.tidemark.text.TextRecord;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and writing of records, without a broker. */
class RecordJsonTest {

  private static final String TAIL = "\"entities\":[],\"model\":{\"ner\":\"m@1\"},\"windows\":1";

  private static TextRecord read(String json) {
    return new TextRecordReader(InputFormat.JSON).read(json.getBytes(UTF_8));
  }

  private static String roundTrip(String json) {
    return new String(
        new TaggedRecordWriter().write(new TaggedRecord(read(json), List.of(), "m@1", 1)), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "-0.0",
        "1",
        "-17",
        "1.0",
        "1.10",
        "0.1",
        "1e5",
        "1E5",
        "1E+5",
        "1.5e-7",
        "1e999999999999",
        "123456789012345678901234567890123456789012345678901234567890",
        "3.14159265358979323846264338327950288419716939937510",
        "true",
        "false",
        "null",
        "\"\"",
        "\"plain\"",
        "\"é ü 漢 😀\"",
        "\"\\\"\\\\\\n\\t\"",
        "\"half \\uD83D a pair\"",
        "\"\\uDE00\\uD83D\"",
        "[]",
        "{}",
        "[1,[2,[3]],{\"a\":null}]",
        "{\"b\":1,\"a\":2,\"\":{\"\":[]}}",
        "{\"text\":\"nested names are the input's\",\"entities\":1}"
      })
  void anyFieldPassesThroughToTheByte(String value) {
    assertThat(roundTrip("{\"text\":\"t\",\"x\":" + value + "}"))
        .isEqualTo("{\"text\":\"t\"," + TAIL + ",\"x\":" + value + "}");
  }

  @Test
  void evenANumberOfAMillionDigits() {
    String digits = "9".repeat(1_000_000);
    assertThat(roundTrip("{\"text\":\"t\",\"x\":" + digits + "}")).contains(digits);
  }

  @Test
  void fieldsAreWhatTheJdkHolds() {
    TextRecord record =
        read("{\"id\":7,\"text\":\"t\",\"d\":1.10,\"l\":[true,null],\"o\":{\"s\":\"x\"}}");
    assertThat(record.fields())
        .containsEntry("id", BigInteger.valueOf(7))
        .containsEntry("d", new BigDecimal("1.10"))
        .containsEntry("o", Map.of("s", "x"))
        .containsKey("l");
    assertThat(record.text()).isEqualTo("t");
  }

  @Test
  void idComesFirstAndComputedNamesAreOurs() {
    assertThat(
            roundTrip(
                "{\"z\":1,\"entities\":2,\"model\":3,\"windows\":4,\"fills\":5,\"text\":\"t\",\"id\":\"i\"}"))
        .isEqualTo("{\"id\":\"i\",\"text\":\"t\"," + TAIL + ",\"z\":1}");
  }

  @Test
  void entitiesAreWritten() {
    TaggedRecord tagged =
        new TaggedRecord(
            read("{\"text\":\"😀 Ada\"}"),
            List.of(new EntitySpan("PER", 3, 6, "Ada", 0.5)),
            "newswire@3",
            2);
    assertThat(new String(new TaggedRecordWriter().write(tagged), UTF_8))
        .isEqualTo(
            "{\"text\":\"😀 Ada\",\"entities\":[{\"type\":\"PER\",\"start\":3,\"end\":6,"
                + "\"text\":\"Ada\",\"score\":0.5}],\"model\":{\"ner\":\"newswire@3\"},\"windows\":2}");
  }

  /** Whatever bytes come, the answer is a record or a BrokenInputException with a reason. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void garbageIsRefusedNotThrownOver(long seed) {
    System.out.println("RecordJsonTest seed " + seed);
    Random random = new Random(seed);
    byte[] sound =
        "{\"id\":\"é\",\"text\":\"Ada in Zürich 😀\",\"n\":[1.50,-2e3,{\"a\":null}]}"
            .getBytes(UTF_8);
    TextRecordReader reader = new TextRecordReader(InputFormat.JSON);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = sound.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        TextRecord record = reader.read(bytes);
        byte[] written =
            new TaggedRecordWriter().write(new TaggedRecord(record, List.of(), "m@1", 1));
        TextRecord again = reader.read(written);
        assertThat(again.text()).isEqualTo(record.text()).doesNotContain("\uFFFD");
        record
            .fields()
            .forEach(
                (name, value) -> {
                  if (!TaggedRecordWriter.COMPUTED.contains(name)) {
                    assertThat(again.fields().get(name)).isEqualTo(value);
                  }
                });
      } catch (BrokenInputException e) {
        assertThat(e).hasMessageMatching("(?s).+");
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 19_999);
  }

  @Test
  void textThatUtf8CannotHoldIsRefused() {
    assertThatThrownBy(() -> read("{\"text\":\"\\uDE00\"}"))
        .isInstanceOf(BrokenInputException.class)
        .hasMessage("'text' holds half a surrogate pair");
  }
}
