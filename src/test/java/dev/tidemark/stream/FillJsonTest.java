package dev.tidemark.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.text.EntitySpan;
import dev.tidemark.text.FillOptions;
import dev.tidemark.text.FilledRecord;
import dev.tidemark.text.MaskFill;
import dev.tidemark.text.TaggedRecord;
import dev.tidemark.text.TextRecord;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a record asks about its masks, and how the answer is written, to the byte. */
class FillJsonTest {

  private static final String TOP_K = "'top_k' is not a whole number from 1 to 100";
  private static final String TARGETS = "'targets' is not a list of 1 to 100 strings";

  private static final MaskFill DEAL =
      new MaskFill(
          6,
          12,
          List.of(new MaskFill.Candidate("deal", 0.41), new MaskFill.Candidate("##ing", 1e-9)),
          List.of());

  private static TextRecord read(String json) {
    return new TextRecordReader(InputFormat.JSON).read(json.getBytes(UTF_8));
  }

  private static FillOptions options(String fields) {
    return read("{\"text\":\"t\"" + fields + "}").fill();
  }

  @Test
  void aRecordSaysWhatItWants() {
    assertThat(options("")).isEqualTo(FillOptions.USUAL);
    assertThat(options(",\"top_k\":null,\"targets\":null")).isEqualTo(FillOptions.USUAL);
    assertThat(options(",\"top_k\":1")).isEqualTo(new FillOptions(1, List.of()));
    assertThat(options(",\"top_k\":100,\"targets\":[\"rose\",\"😀\",\"\"]"))
        .isEqualTo(new FillOptions(100, List.of("rose", "😀", "")));
    assertThat(options(",\"targets\":" + words(100)).targets()).hasSize(100);
    assertThat(new TextRecordReader(InputFormat.TEXT).read("a [MASK]".getBytes(UTF_8)).fill())
        .isEqualTo(FillOptions.USUAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "101",
        "5.0",
        "5e0",
        "\"5\"",
        "true",
        "[5]",
        "{}",
        "99999999999999999999999"
      })
  void aTopKOutOfBoundsIsRefusedByName(String value) {
    assertThatThrownBy(() -> options(",\"top_k\":" + value))
        .isInstanceOf(BrokenInputException.class)
        .hasMessage(TOP_K);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"rose\"",
        "[]",
        "[\"rose\",null]",
        "[1]",
        "[[\"rose\"]]",
        "{}",
        "7",
        "[\"\\uD83D\"]"
      })
  void targetsThatAreNoListOfWordsAreRefusedByName(String value) {
    assertThatThrownBy(() -> options(",\"targets\":" + value))
        .isInstanceOf(BrokenInputException.class)
        .hasMessage(TARGETS);
  }

  @Test
  void tooManyTargetsAreRefused() {
    assertThatThrownBy(() -> options(",\"targets\":" + words(101))).hasMessage(TARGETS);
  }

  /** The shape of the contract; the fields that asked pass through like any other. */
  @Test
  void fillsStandBetweenEntitiesAndModel() {
    TextRecord input =
        read("{\"top_k\":2,\"id\":\"7\",\"text\":\"A new [MASK] by Ada\",\"fills\":\"theirs\"}");
    TaggedRecord tagged =
        new TaggedRecord(
            input,
            List.of(new EntitySpan("PER", 16, 19, "Ada", 0.5)),
            "newswire@3",
            1,
            List.of(DEAL),
            "words@2");
    assertThat(new String(new TaggedRecordWriter().write(tagged), UTF_8))
        .isEqualTo(
            "{\"id\":\"7\",\"text\":\"A new [MASK] by Ada\","
                + "\"entities\":[{\"type\":\"PER\",\"start\":16,\"end\":19,\"text\":\"Ada\",\"score\":0.5}],"
                + "\"fills\":[{\"start\":6,\"end\":12,\"candidates\":["
                + "{\"token\":\"deal\",\"score\":0.41},{\"token\":\"##ing\",\"score\":1.0E-9}]}],"
                + "\"model\":{\"ner\":\"newswire@3\",\"fill_mask\":\"words@2\"},\"windows\":1,"
                + "\"top_k\":2}");
  }

  @Test
  void withoutMasksThereAreNoFillsAndStillAModel() {
    TaggedRecord tagged =
        new TaggedRecord(read("{\"text\":\"A\"}"), List.of(), "n@1", 1, List.of(), "n@1");
    assertThat(new String(new TaggedRecordWriter().write(tagged), UTF_8))
        .isEqualTo(
            "{\"text\":\"A\",\"entities\":[],\"model\":{\"ner\":\"n@1\",\"fill_mask\":\"n@1\"},\"windows\":1}");
  }

  @Test
  void theCommandWritesSequencesAndWhatItDoesNotKnow() {
    MaskFill unknown = new MaskFill(0, 6, List.of(), List.of("\"東京\""));
    FilledRecord filled =
        new FilledRecord(
            read("{\"text\":\"[MASK] [MASK] a\",\"x\":1}"),
            List.of(
                unknown,
                new MaskFill(7, 13, List.of(new MaskFill.Candidate("##ing", 0.25)), List.of())),
            "words@2");
    assertThat(new String(new TaggedRecordWriter().write(filled), UTF_8))
        .isEqualTo(
            "{\"text\":\"[MASK] [MASK] a\",\"fills\":["
                + "{\"start\":0,\"end\":6,\"candidates\":[],\"unknown_targets\":[\"\\\"東京\\\"\"]},"
                + "{\"start\":7,\"end\":13,\"candidates\":[{\"token\":\"##ing\",\"score\":0.25,"
                + "\"sequence\":\"[MASK]ing a\"}]}],"
                + "\"model\":{\"fill_mask\":\"words@2\"},\"x\":1}");
  }

  private static String words(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"w" + i + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }
}
