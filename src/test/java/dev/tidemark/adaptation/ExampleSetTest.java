package dev.tidemark.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.text.Correction;
import dev.tidemark.text.LabelledSpan;
import dev.tidemark.training.data.LabelledDataReader;
import dev.tidemark.training.data.LabelledSentence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleSetTest {

  /** {@code printf 'Ada works.' | sha256sum} */
  private static final String ADA =
      "424fce0adde584b3d1935ac9c61a6f97de41bf70bb5ae24f4d38de5e585fb3f0";

  private final ExampleSet set = new ExampleSet();

  private static Correction correction(String text, LabelledSpan... entities) {
    return new Correction("1", text, List.of(entities), "kim", null, null);
  }

  @Test
  void theLastCorrectionOfATextCountsAndComesLast() {
    assertThat(set.put(correction("Ada works.", new LabelledSpan("ORG", 0, 3)))).isTrue();
    assertThat(set.put(correction("Kafka streams"))).isTrue();
    Correction last =
        new Correction(
            "another id", "Ada works.", List.of(new LabelledSpan("PER", 0, 3)), "lee", null, null);
    assertThat(set.put(last)).as("fresh").isFalse();

    assertThat(set.size()).isEqualTo(2);
    assertThat(set.corrections()).containsExactly(correction("Kafka streams"), last);
    assertThat(set.labelled())
        .containsExactly(
            new LabelledSentence(List.of("Kafka", "streams"), List.of("O", "O")),
            new LabelledSentence(List.of("Ada", "works", "."), List.of("B-PER", "O", "O")));
  }

  @Test
  void whatIsTakenBackIsGone() {
    set.put(correction("Ada works."));
    set.put(correction("Kafka streams"));

    assertThat(set.remove(ADA)).isTrue();
    assertThat(set.remove(ADA)).isFalse();
    assertThat(set.size()).isOne();
    assertThat(set.corrections()).containsExactly(correction("Kafka streams"));
    assertThat(set.put(correction("Ada works."))).as("again").isTrue();
  }

  @Test
  void aCorrectionWithoutSentenceIsRefusedAtOnce() {
    set.put(correction("Ada works."));

    assertThatThrownBy(() -> set.put(correction("Ada works.", new LabelledSpan("PER", 0, 99))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("beyond the text");
    assertThatThrownBy(() -> set.put(correction(" "))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> set.put(new Correction("1", "Ada works.", List.of(), "kim", null, null, true)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(set.corrections()).containsExactly(correction("Ada works."));
  }

  /** The same corrections give the same sentences, whether they come by stream or by file. */
  @Test
  void wordsAreCutAsThoseOfJsonLines(@TempDir Path folder) throws Exception {
    set.put(
        correction(
            "Bosch-Chef «Denner» in Euro2024winner 東京",
            new LabelledSpan("LOC", 38, 40),
            new LabelledSpan("ORG", 0, 5),
            new LabelledSpan("PER", 12, 18),
            new LabelledSpan("EVT", 23, 31)));
    Path file =
        Files.writeString(
            folder.resolve("c.jsonl"),
            """
            {"text":"Bosch-Chef «Denner» in Euro2024winner 東京","entities":[\
            {"type":"ORG","start":0,"end":5},{"type":"PER","start":12,"end":18},\
            {"type":"EVT","start":23,"end":31},{"type":"LOC","start":38,"end":40}]}
            """);

    assertThat(set.labelled())
        .isEqualTo(LabelledDataReader.AUTO.read(file))
        .containsExactly(
            new LabelledSentence(
                List.of(
                    "Bosch", "-", "Chef", "«", "Denner", "»", "in", "Euro2024", "winner", "東", "京"),
                List.of(
                    "B-ORG", "O", "O", "O", "B-PER", "O", "O", "B-EVT", "O", "B-LOC", "I-LOC")));
  }
}
