package dev.tidemark.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo --adapt}: the whole loop with the default model, on a broker in this process. */
@Tag("broker")
class DemoAdaptationTest {

  @TempDir Path folder;

  @Test
  @Tag("slow")
  @Timeout(1200) // two minutes on two quiet cores
  void theDefaultModelLearnsAboutHorses() {
    CommandRun run = CommandRun.of(folder, new byte[0], "demo", "--adapt", "--once", "--json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode summary = run.json();
    assertThat(summary.path("promoted").asBoolean()).as(summary.toPrettyString()).isTrue();
    assertThat(summary.path("incumbent").asText()).startsWith("newswire@");
    assertThat(summary.path("live").asText()).isEqualTo("news@1");
    assertThat(summary.path("corrections").asInt()).isEqualTo(72);
    assertThat(summary.at("/after/known").asInt()).isEqualTo(summary.at("/before/known").asInt());
    assertThat(summary.at("/after/f1").asDouble())
        .as(summary.toPrettyString())
        .isGreaterThan(summary.at("/before/f1").asDouble() + 0.15);
    assertThat(summary.path("texts_changed").asInt()).isPositive();
    assertThat(summary.path("tagged_meanwhile").asInt()).as("serving went on").isGreaterThan(20);
    assertThat(summary.path("dead_letters").asInt()).isZero();
  }

  @Test
  void whatItIsFedFitsItsTexts() throws IOException {
    List<DemoItems.Item> feed = DemoItems.feed(null);
    List<DemoItems.Item> corrections = DemoItems.corrections(null);

    assertThat(feed).hasSize(20);
    assertThat(corrections).hasSize(72);
    List<DemoItems.Item> all = new ArrayList<>(feed);
    all.addAll(corrections);
    assertThat(all.stream().map(DemoItems.Item::text)).doesNotHaveDuplicates();
    for (DemoItems.Item item : all) {
      assertThat(item.entities()).as(item.text()).isNotEmpty();
      for (JsonNode entity : Objects.requireNonNull(item.entities())) {
        assertThat(item.text().substring(entity.get("start").asInt(), entity.get("end").asInt()))
            .isEqualTo(entity.get("text").asText());
      }
    }
  }

  @Test
  void labelledWordsAreCorrectionsToo() throws IOException {
    Path file = folder.resolve("own.tsv");
    Files.writeString(file, "Old\tB-MISC\nHarbour\tI-MISC\nRoos\tB-PER\nwon\tO\n\nYes\tO\n", UTF_8);

    List<DemoItems.Item> items = DemoItems.corrections(file);

    assertThat(items)
        .extracting(DemoItems.Item::text)
        .containsExactly("Old Harbour Roos won", "Yes");
    assertThat(items.get(0).entities())
        .hasToString(
            "[{\"type\":\"MISC\",\"start\":0,\"end\":11},{\"type\":\"PER\",\"start\":12,\"end\":16}]");
    assertThat(items.get(1).entities()).isEmpty();
  }

  @Test
  void mistakesInTheOptionsAreSaidBeforeAnythingStarts() {
    assertUsage("there is no such file", "--adapt", "--corrections", "nowhere.jsonl");
    assertUsage("--corrections is for --adapt", "--corrections", "nowhere.jsonl");
    assertUsage("--adapt takes its feed from a file", "--adapt", "--feed", "-");
  }

  private void assertUsage(String message, String... options) {
    List<String> arguments = new ArrayList<>(List.of("demo"));
    arguments.addAll(List.of(options));
    CommandRun run = CommandRun.of(folder, new byte[0], arguments.toArray(String[]::new));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: ").contains(message);
  }
}
