package dev.tidemark.app.tagger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.TaggedJson;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidemark tag} with the model that comes with Tidemark. */
class TagCommandTest {

  @TempDir Path folder;

  @Test
  void findsTheEntitiesOfPlainNews() {
    JsonNode tagged =
        tag("Angela Merkel met officials of the European Union in Brussels.\n").jsonLines().get(0);

    TaggedJson.assertSound(tagged);
    assertThat(found(tagged))
        .containsExactly("PER Angela Merkel", "ORG European Union", "LOC Brussels");
    assertThat(tagged.get("windows").asInt()).isEqualTo(1);
  }

  @Test
  void keepsTheOrderOfLinesAndTheOtherFields() {
    CommandRun run =
        tag(
            """
            {"id":"a","text":"Paris","n":1.50,"big":12345678901234567890123}
            Berlin is the capital of Germany.\r
            {"text":"","id":null}
            """);

    assertThat(run.code()).isZero();
    List<JsonNode> lines = run.jsonLines();
    assertThat(lines).hasSize(3).allSatisfy(TaggedJson::assertSound);
    assertThat(run.out()).contains("\"n\":1.50").contains("\"big\":12345678901234567890123");
    assertThat(lines.get(1).get("text").asText()).isEqualTo("Berlin is the capital of Germany.");
    assertThat(lines.get(2).get("entities")).isEmpty();
  }

  @Test
  void offsetsCountUtf16Units() {
    String text =
        "👨‍👩‍👧 In Sa\u0303o Paulo,\u00a0Dr.\tJosé Álvarez 🇧🇷 of Petrobras\u200b met 東京 officials — “Angela Merkel” left.";
    JsonNode tagged = tag(text + "\n").jsonLines().get(0);

    TaggedJson.assertSound(tagged);
    assertThat(tagged.get("text").asText()).isEqualTo(text);
    assertThat(found(tagged)).contains("PER Angela Merkel");
  }

  @Test
  void aLongTextIsReadToItsEnd() {
    String filler =
        "The weather stayed mild and nothing else of note happened that day. ".repeat(300);
    JsonNode tagged = tag(filler + "Angela Merkel visited Paris.\n").jsonLines().get(0);

    TaggedJson.assertSound(tagged);
    assertThat(tagged.get("windows").asInt()).isGreaterThan(8);
    assertThat(found(tagged)).endsWith("PER Angela Merkel", "LOC Paris");
  }

  @Test
  void aBrokenLineIsNamedAndItsNeighboursAreTagged() throws Exception {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.write("Paris\n".getBytes(UTF_8));
    input.write(new byte[] {'B', (byte) 0xff, '\n'});
    input.write("{\"id\":1}\n{\"text\":5}\n{oops\n".getBytes(UTF_8));
    input.write("Rome".getBytes(UTF_8));

    CommandRun run = CommandRun.of(folder, input.toByteArray(), "tag");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.jsonLines()).hasSize(2).allSatisfy(TaggedJson::assertSound);
    assertThat(run.err().lines()).hasSize(4);
    assertThat(run.err())
        .contains("line 2: ")
        .contains("UTF-8")
        .contains("line 3: ")
        .contains("line 4: ")
        .contains("line 5: ");
  }

  @Test
  void anUnusableModelIsAUsageError() {
    CommandRun run = CommandRun.of(folder, new byte[0], "tag", "--model", "no-such-folder");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: no checkpoint folder at no-such-folder");
  }

  private CommandRun tag(String input) {
    return CommandRun.of(folder, input.getBytes(UTF_8), "tag");
  }

  private static List<String> found(JsonNode tagged) {
    List<String> found = new ArrayList<>();
    tagged
        .get("entities")
        .forEach(e -> found.add(e.get("type").asText() + " " + e.get("text").asText()));
    return found;
  }
}
