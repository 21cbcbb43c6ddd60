package dev.tidemark.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ElementType;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code adapt} as a user calls it, on a tiny model that has learnt a tiny language: names are
 * people, places are places. Then people say otherwise.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdaptCommandTest {

  @TempDir static Path folder;
  private final Random random = Seeds.random("AdaptCommandTest");
  private final TinyLanguage language = new TinyLanguage(random);

  @BeforeAll
  void teachTheLanguage() throws IOException {
    language.teach(folder);
  }

  @Test
  void whatPeopleCorrectedIsLearntAndServes() throws IOException {
    write("corrections.tsv", language.sentences(300, true));
    JsonNode report = adapt("better", "corrections.tsv");

    assertThat(report.get("promoted").asBoolean()).as(report.toPrettyString()).isTrue();
    assertThat(report.get("reason").asText()).contains("better on");
    assertThat(report.at("/candidate/corrections_f1").asDouble())
        .isGreaterThan(report.at("/incumbent/corrections_f1").asDouble());
    assertThat(report.at("/candidate/golden_f1").asDouble()).isGreaterThan(0.9);
    assertThat(report.get("seconds").isNumber()).isTrue();
    assertThat(report.get("out").asText()).isEqualTo(folder.resolve("better").toString());
    assertThat(f1("better", "corrections.tsv")).isGreaterThan(0.9);
    assertThat(f1("better", "before.tsv")).isGreaterThan(0.9);
  }

  @Test
  void shuffledLabelsAreLearntAndNotPromoted() throws IOException {
    List<List<String>> nonsense = new ArrayList<>();
    for (List<String> sentence : language.sentences(300, true)) {
      List<String> labels =
          new ArrayList<>(sentence.stream().map(line -> line.split("\t", -1)[1]).toList());
      Collections.shuffle(labels, random);
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < labels.size(); i++) {
        lines.add(sentence.get(i).split("\t", -1)[0] + "\t" + labels.get(i));
      }
      nonsense.add(lines);
    }
    write("nonsense.tsv", nonsense);
    JsonNode report = adapt("kept", "nonsense.tsv");

    assertThat(report.get("promoted").asBoolean()).as(report.toPrettyString()).isFalse();
    assertThat(report.get("reason").asText()).startsWith("the incumbent stays: ");
    Weights.assertSame(read("kept"), read("incumbent"), "kept");
  }

  @Test
  void nothingButOIsNotPromoted() throws IOException {
    write(
        "nothing.tsv",
        language.sentences(300, true).stream()
            .map(lines -> lines.stream().map(line -> line.split("\t", -1)[0] + "\tO").toList())
            .toList());
    JsonNode report = adapt("kept-too", "nothing.tsv");
    assertThat(report.get("promoted").asBoolean()).as(report.toPrettyString()).isFalse();
    Weights.assertSame(read("kept-too"), read("incumbent"), "kept-too");
  }

  @Test
  void newTypesAreLearntWhereTheyMayBe() throws IOException {
    List<List<String>> sentences =
        language.sentences(300, true).stream()
            .map(lines -> lines.stream().map(line -> line.replace("B-ORG", "B-FIRM")).toList())
            .toList();
    write("firms.tsv", sentences);
    JsonNode report = adapt("firms", "firms.tsv");
    assertThat(report.get("promoted").asBoolean()).as(report.toPrettyString()).isTrue();
    assertThat(report.at("/candidate/corrections_types/FIRM").asDouble()).isGreaterThan(0.8);
    List<String> before = read("incumbent").requireLabels().names();
    assertThat(read("firms").requireLabels().names())
        .startsWith(before.toArray(String[]::new))
        .contains("B-FIRM", "I-FIRM");

    // A golden set that knows the new type measures it; another one says nothing of it.
    assertThat(report.at("/candidate/golden_types").has("FIRM")).isFalse();
    write("golden.tsv", sentences.subList(0, 100));
    JsonNode measured =
        adapt("measured", "firms.tsv", "--golden", folder.resolve("golden.tsv").toString());
    assertThat(measured.at("/candidate/golden_types/FIRM").asDouble()).isGreaterThan(0.8);

    CommandRun refused =
        run(arguments("refused", "firms.tsv", "--new-types", "reject").toArray(String[]::new));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("B-FIRM").contains("--new-types allow");
  }

  /** What hidden words are, a model learns from texts alone; what it was told it still learns. */
  @Test
  void recentTextsAreReadFirstWhereAModelHasAHeadForWords() throws IOException {
    read("incumbent").withNewWordHead(3).write(folder.resolve("reader"), ElementType.F32);
    write("told.tsv", language.sentences(300, true));
    Files.write(
        folder.resolve("texts.txt"),
        language.sentences(200, true).stream()
            .map(
                lines ->
                    lines.stream()
                        .map(line -> line.split("\t", -1)[0])
                        .collect(Collectors.joining(" ")))
            .toList());
    JsonNode report =
        adapt(
            "well-read",
            "told.tsv",
            "--model",
            "reader",
            "--texts",
            "texts.txt",
            "--mlm-texts",
            "150");

    assertThat(report.get("promoted").asBoolean()).as(report.toPrettyString()).isTrue();
    assertThat(report.at("/candidate/corrections_f1").asDouble()).isGreaterThan(0.9);
    assertThat(wordHead("well-read")).as("learnt").isNotEqualTo(wordHead("reader"));

    adapt("unread", "told.tsv", "--model", "reader", "--texts", "texts.txt");
    assertThat(wordHead("unread")).as("only when asked for").isEqualTo(wordHead("reader"));
  }

  /** The largest tensor of it that no tag needs. */
  private static float[] wordHead(String model) throws IOException {
    return Objects.requireNonNull(
            read(model).tensors().get("cls.predictions.transform.dense.weight"))
        .floats();
  }

  private JsonNode adapt(String out, String corrections, String... more) {
    CommandRun run = run(arguments(out, corrections, more).toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return run.json();
  }

  private static List<String> arguments(String out, String corrections, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "adapt",
                "--corrections",
                corrections,
                "--replay",
                "before.tsv",
                "--out",
                out,
                "--epochs",
                "25",
                "--learning-rate",
                "5e-3",
                "--keep",
                "0",
                "--threads",
                "1",
                "--dtype",
                "fp32",
                "--json"));
    all.addAll(Arrays.asList(more));
    if (!all.contains("--model")) {
      all.addAll(List.of("--model", "incumbent"));
    }
    return all;
  }

  private double f1(String model, String data) {
    return run("eval", "ner", "--model", model, "--data", data, "--json")
        .json()
        .at("/overall/f1")
        .asDouble();
  }

  private static Checkpoint read(String model) throws IOException {
    return Checkpoint.read(folder.resolve(model));
  }

  private static void write(String file, List<List<String>> sentences) throws IOException {
    TinyLanguage.write(folder.resolve(file), sentences);
  }

  /** Names of files are made absolute: a test has no folder of its own to run in. */
  private static CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>();
    String option = "";
    for (String argument : arguments) {
      boolean file =
          List.of("--model", "--data", "--corrections", "--replay", "--texts", "--out")
              .contains(option);
      all.add(file ? folder.resolve(argument).toString() : argument);
      option = argument;
    }
    return CommandRun.of(folder, new byte[0], all.toArray(String[]::new));
  }
}
