package dev.tidemark.app.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.testing.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default model is as good as its card says, within a point, on the development sets. */
class DefaultModelTest {

  @TempDir Path folder;

  @Test
  void webTreebank() {
    assertThat(f1("data/ner/free/uner-ewt.dev.tsv", "--types", "PER,ORG,LOC")).isGreaterThan(0.790);
  }

  @Test
  void wikigold() {
    assertThat(f1("data/ner/free/wikigold.dev.tsv")).isGreaterThan(0.825);
  }

  @Test
  void gum() {
    assertThat(f1("data/ner/free/gum-derived.dev.tsv")).isGreaterThan(0.750);
  }

  @Test
  void showsItsCard() {
    CommandRun run = CommandRun.of(folder, new byte[0], "models", "show");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("newswire@5").contains("Known weaknesses").contains("CC BY");
    JsonNode json =
        CommandRun.of(folder, new byte[0], "models", "show", "default", "--json").json();
    assertThat(json.get("labels")).hasSize(9);
  }

  private double f1(String file, String... more) {
    Path data = SharedData.require(file);
    List<String> arguments =
        new ArrayList<>(List.of("eval", "ner", "--json", "--data", data.toString()));
    arguments.addAll(List.of(more));
    CommandRun run = CommandRun.of(folder, new byte[0], arguments.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return run.json().at("/overall/f1").asDouble();
  }
}
