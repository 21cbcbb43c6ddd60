package dev.tidemark.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.adaptation.ExampleSet;
import dev.tidemark.text.Correction;
import dev.tidemark.text.LabelledSpan;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrectionReaderTest {

  /** {@code printf 'Ada works.' | sha256sum} */
  private static final String ADA =
      "424fce0adde584b3d1935ac9c61a6f97de41bf70bb5ae24f4d38de5e585fb3f0";

  private static Correction read(String json) {
    return new CorrectionReader().read(json.getBytes(UTF_8));
  }

  @Test
  void everyFieldIsRead() {
    assertThat(
            read(
                """
                {"id":"doc-1","text":"Ada \\ud83d\\ude00","entities":[
                  {"type":"X","start":4,"end":6,"text":"😀","score":0.5},
                  {"type":"PER","start":0,"end":3}],
                 "annotator":"kim","at":"2024-05-31T20:30:00+02:00","model":"newswire@2",
                 "source":"other fields do not matter"}"""))
        .isEqualTo(
            new Correction(
                "doc-1",
                "Ada 😀",
                List.of(new LabelledSpan("PER", 0, 3), new LabelledSpan("X", 4, 6)),
                "kim",
                Instant.parse("2024-05-31T18:30:00Z"),
                "newswire@2"));
  }

  @Test
  void whatMayBeAbsent() {
    Correction bare = new Correction("17", "a", List.of(), "kim", null, null);

    assertThat(read("{\"id\":17,\"text\":\"a\",\"entities\":[],\"annotator\":\"kim\"}"))
        .isEqualTo(bare);
    assertThat(
            read(
                "{\"id\":\"17\",\"text\":\"a\",\"entities\":[],\"annotator\":\"kim\",\"at\":null,"
                    + "\"model\":null,\"withdrawn\":false}"))
        .isEqualTo(bare);
    assertThat(read("{\"text\":\"a\",\"withdrawn\":true,\"entities\":17}"))
        .isEqualTo(new Correction("", "a", List.of(), "", null, null, true));
  }

  /** The rows replace what stands in a sound correction, or take it away. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          no field 'text'                       | "text":"Ada",               |
          'text' is not a string                | "text":"Ada"                | "text":null
          no field 'id'                         | "id":"1",                   |
          'id' is not a string                  | "id":"1"                    | "id":[1]
          no field 'annotator'                  | ,"annotator":"kim"          |
          'annotator' is not a string           | "annotator":"kim"           | "annotator":7
          no field 'entities'                   | "entities":[{"type":"PER","start":0,"end":3}], |
          'entities' is not a list              | [{"type":"PER","start":0,"end":3}] | {}
          entity 1 is not an object             | {"type":"PER","start":0,"end":3} | "PER"
          'type' of entity 1 is not a string    | "type":"PER",               |
          'start' of entity 1 is not an offset  | "start":0                   | "start":0.0
          'start' of entity 1 is not an offset  | "start":0                   | "start":"0"
          'end' of entity 1 is not an offset    | "end":3                     | "end":4294967299
          'end' of entity 1 is not an offset    | ,"end":3                    |
          the entity PER [0, 3) says its text   | "end":3                     | "end":3,"text":"Bob"
          'at' is 'yesterday', not a time       | "annotator"                 | "at":"yesterday","annotator"
          'at' is '2024-05-31T18:30', not a time | "annotator"                | "at":"2024-05-31T18:30","annotator"
          'at' is not a string                  | "annotator"                 | "at":1717180200,"annotator"
          'model' is not a string               | "annotator"                 | "model":{"ner":"a@1"},"annotator"
          'withdrawn' is neither true nor false | "annotator"                 | "withdrawn":"yes","annotator"
          field 'start' stands twice            | "start":0                   | "start":0,"start":0
          something follows the JSON object     | `"kim"}`                    | `"kim"}{}`
          """)
  void whatIsBrokenIsRefusedWithItsReason(String reason, String part, String instead) {
    String sound =
        "{\"id\":\"1\",\"text\":\"Ada\",\"entities\":[{\"type\":\"PER\",\"start\":0,\"end\":3}],"
            + "\"annotator\":\"kim\"}";
    assertThat(read(sound).entities()).hasSize(1);
    assertThat(sound).contains(part);

    assertThatThrownBy(() -> read(sound.replace(part, instead == null ? "" : instead)))
        .isInstanceOf(BrokenInputException.class)
        .hasMessageStartingWith(reason);
  }

  @Test
  void whatIsWrittenIsOneFormAndReadsTheSame() {
    Correction correction =
        new Correction(
            "a\"1",
            "Ada 😀\n",
            List.of(new LabelledSpan("X", 4, 6), new LabelledSpan("PER", 0, 3)),
            "kim",
            Instant.parse("2024-05-31T18:30:00.250Z"),
            "newswire@2");
    byte[] written = new ExampleWriter().write(correction);

    assertThat(new String(written, UTF_8))
        .isEqualTo(
            "{\"id\":\"a\\\"1\",\"text\":\"Ada 😀\\n\",\"entities\":[{\"type\":\"PER\",\"start\":0,"
                + "\"end\":3},{\"type\":\"X\",\"start\":4,\"end\":6}],\"annotator\":\"kim\","
                + "\"at\":\"2024-05-31T18:30:00.250Z\",\"model\":\"newswire@2\"}");
    assertThat(new CorrectionReader().read(written)).isEqualTo(correction);
    assertThat(
            new String(
                new ExampleWriter().write(new Correction("1", "a", List.of(), "kim", null, null)),
                UTF_8))
        .isEqualTo("{\"id\":\"1\",\"text\":\"a\",\"entities\":[],\"annotator\":\"kim\"}");
  }

  /** One record that is no good must not keep the others from being learnt. */
  @Test
  void anExampleThatIsNoGoodCountsAsWithdrawn() {
    byte[] ada =
        "{\"id\":\"1\",\"text\":\"Ada works.\",\"entities\":[],\"annotator\":\"kim\"}"
            .getBytes(UTF_8);
    byte[] beyond =
        ("{\"id\":\"1\",\"text\":\"Ada works.\",\"entities\":[{\"type\":\"PER\",\"start\":0,\"end\":99}],"
                + "\"annotator\":\"kim\"}")
            .getBytes(UTF_8);
    for (byte[] noGood : List.of(new byte[0], "?".getBytes(UTF_8), beyond)) {
      ExampleSet set = new ExampleSet();
      ExampleReader reader = new ExampleReader(set);
      assertThat(reader.take(ADA, ada)).isTrue();
      assertThat(set.size()).isOne();

      assertThat(reader.take(ADA, noGood)).isFalse();

      assertThat(set.size()).isZero();
    }
    ExampleSet set = new ExampleSet();
    assertThat(new ExampleReader(set).take("0".repeat(64), ada)).as("another text's").isFalse();
    assertThat(new ExampleReader(set).take(null, ada)).as("without a key").isFalse();
    assertThat(set.size()).isZero();
  }
}
