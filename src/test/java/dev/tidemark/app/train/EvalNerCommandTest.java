package dev.tidemark.app.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tidemark eval ner} with small random models of every label scheme. */
class EvalNerCommandTest {

  private static final List<String> WORDS =
      List.of("the", "ada", "adalace", "love", "in", "paris", "met", "x", "7", ".", "-", "berlin");

  @TempDir Path folder;

  /** What `tag` wrote, taken as the truth, is what `eval` finds: same words, spans and decoding. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "O,B-PER,I-PER,B-LOC,I-LOC",
        "O,I-PER,B-PER,I-LOC",
        "O,I-PER,E-PER,I-LOC,E-LOC",
        "O,B-PER,I-PER,E-PER,S-PER,B-LOC,I-LOC,E-LOC,S-LOC",
        "O,B-PER,I-PER,L-PER,U-PER,B-LOC,I-LOC,L-LOC,U-LOC"
      })
  void tagAndEvalAgreeInEveryScheme(String labels) throws IOException {
    Random random = Seeds.random("EvalNerCommandTest.tagAndEvalAgreeInEveryScheme");
    Path model = model(labels, random.nextLong());
    CommandRun tagged = tag(model, texts(random));
    Path truth = Files.writeString(folder.resolve("truth.jsonl"), tagged.out());
    long entities =
        tagged.jsonLines().stream().mapToLong(line -> line.get("entities").size()).sum();

    for (String mode : List.of("default", "strict")) {
      JsonNode report = eval(model, truth, "--mode", mode).json();
      // A model of BIO labels and truth in BIO: the accuracy is that of every single label.
      assertThat(report.at("/overall/f1").asDouble()).as(labels).isEqualTo(entities == 0 ? 0 : 1);
      assertThat(report.at("/overall/accuracy").asDouble()).as(labels).isEqualTo(1);
      long support = 0;
      for (JsonNode type : report.get("types")) {
        support += type.get("support").asLong();
      }
      assertThat(support).as(labels).isEqualTo(entities);
      assertThat(report.get("scheme").asText()).isEqualTo("bio");
    }
  }

  @Test
  void tagsOfWordsAreMeasuredWordByWord() throws IOException {
    Random random = Seeds.random("EvalNerCommandTest.tagsOfWordsAreMeasuredWordByWord");
    Path model = model("DET,NOUN,VERB", random.nextLong());
    StringBuilder columns = new StringBuilder();
    int words = 0;
    int right = 0;
    for (JsonNode line : tag(model, texts(random)).jsonLines()) {
      int before = 0;
      for (JsonNode word : line.get("entities")) {
        assertThat(word.get("start").asInt()).as("no word without its tag").isLessThan(before + 2);
        before = word.get("end").asInt();
        boolean kept = random.nextInt(3) > 0;
        String said = word.get("type").asText();
        String other = said.equals("NOUN") ? "VERB" : "NOUN";
        columns.append("_ %s %s%n".formatted(word.get("text").asText(), kept ? said : other));
        words++;
        right += kept ? 1 : 0;
      }
      columns.append('\n');
    }
    Path data = Files.writeString(folder.resolve("truth.conll"), columns);

    JsonNode report = eval(model, data, "--column", "3", "--word-column", "2").json();

    double share = (double) right / words;
    assertThat(report.get("scheme").asText()).isEqualTo("none");
    assertThat(report.at("/overall/accuracy").asDouble()).isEqualTo(share, within(1e-12));
    assertThat(report.at("/overall/f1").asDouble()).isEqualTo(share, within(1e-12));
    double f1 = 0;
    long support = 0;
    for (JsonNode type : report.get("types")) {
      f1 += type.get("f1").asDouble();
      support += type.get("support").asLong();
    }
    assertThat(support).isEqualTo(words);
    assertThat(report.at("/macro/f1").asDouble())
        .isEqualTo(f1 / report.get("types").size(), within(1e-12));
  }

  @Test
  void whatCannotBeComparedIsAUsageError() throws IOException {
    Path model = model("O,B-PER,I-PER", 1);
    Path tags = Files.writeString(folder.resolve("pos.tsv"), "Ada\tPROPN\nsings\tVERB\n");

    CommandRun run = eval(model, tags);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("data's label scheme is none", "model's bio", "I-PER");
    assertThat(eval(model, tags, "--scheme", "none").code()).as("if wanted").isZero();
    CommandRun bio = eval(model, tags, "--scheme", "iob2");
    assertThat(bio.code()).isEqualTo(2);
    assertThat(bio.err()).contains("pos.tsv, sentence 1: 'PROPN' is no label of the scheme bio");
    assertThat(eval(model, tags, "--scheme", "iobx").err())
        .contains("--scheme iobx: must be one of auto, bio, iob1");
    assertThat(eval(model, tags, "--column", "1").err())
        .contains("words and labels cannot both be in column 1");
  }

  /** Labels are kept as they are; only which sentences are kept is the model's word. */
  @Test
  void sentencesThatAgreeAreWritten() throws IOException {
    Random random = Seeds.random("EvalNerCommandTest.sentencesThatAgreeAreWritten");
    Path model = model("O,B-PER,I-PER", random.nextLong());
    Path labelled = folder.resolve("labelled.tsv");
    Path agreeing = folder.resolve("agreeing.tsv");
    Files.writeString(labelled, "ada\tB-PER\n\nlove\tO\n\nin\tI-PER\nparis\tB-PER\n\n");

    // From 0 on everybody agrees, and what agrees wholly has an F1 of 1, or no entity.
    eval(model, labelled, "--agreeing", agreeing.toString(), "--agreement", "0");
    assertThat(agreeing).hasSameTextualContentAs(labelled);
    JsonNode all =
        eval(model, labelled, "--agreeing", agreeing.toString(), "--agreement", "1").json();
    assertThat(all.get("sentences").asInt()).as("measured are all").isEqualTo(3);
    if (Files.size(agreeing) > 0) {
      JsonNode kept = eval(model, agreeing).json();
      boolean named = kept.get("types").size() > 0;
      assertThat(kept.at("/overall/f1").asDouble()).isEqualTo(named ? 1 : 0);
      assertThat(Files.readString(labelled)).contains(Files.readString(agreeing).split("\n\n"));
    }
    assertThat(eval(model, labelled, "--agreeing", "x", "--agreement", "1.5").err())
        .contains("--agreement 1.5: must be from 0 to 1");
  }

  @Test
  void aTypeThatNobodyHasIsNotScoredAsZero() throws IOException {
    Path model = model("O,B-PER,I-PER", 1);
    Path data = Files.writeString(folder.resolve("one.tsv"), "ada\tB-LOC\n");

    CommandRun run = eval(model, data, "--types", "PER,Loc");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("--types Loc: neither the data nor the model has it", "LOC, PER");
    assertThat(eval(model, data, "--types", "PER,LOC").code()).isZero();
  }

  @Test
  void joinedSentencesAreMeasuredAsOneText() throws IOException {
    Path model = model("O,B-PER,I-PER", 1);
    Path data = Files.writeString(folder.resolve("three.tsv"), "ada\tO\n\nin\tO\n\nx\tB-PER\n");

    JsonNode single = eval(model, data).json();
    JsonNode joined = eval(model, data, "--join", "2").json();

    assertThat(single.get("sentences").asInt()).isEqualTo(3);
    assertThat(joined.get("sentences").asInt()).isEqualTo(2);
    // One pair of special tokens fewer; words and entities are the same.
    assertThat(joined.get("tokens").asInt()).isEqualTo(single.get("tokens").asInt() - 2);
    assertThat(eval(model, data, "--join", "-2").err()).contains("--join -2: must be at least 0");
  }

  private Path model(String labels, long seed) throws IOException {
    Path model = folder.resolve("model");
    TinyBert.ofSeed(seed).withLabels(List.of(labels.split(",", -1))).write(model, "bert.");
    return model;
  }

  private static String texts(Random random) {
    StringBuilder texts = new StringBuilder();
    for (int text = 0; text < 8; text++) {
      List<String> words = new ArrayList<>();
      for (int word = 1 + random.nextInt(6); word > 0; word--) {
        words.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      texts.append(String.join(" ", words)).append('\n');
    }
    return texts.toString();
  }

  private CommandRun tag(Path model, String texts) {
    CommandRun run =
        CommandRun.of(
            folder, texts.getBytes(UTF_8), "tag", "--model", model.toString(), "--dtype", "fp32");
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private CommandRun eval(Path model, Path data, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("eval", "ner", "--model", model.toString(), "--data", data.toString()));
    arguments.addAll(List.of("--dtype", "fp32", "--json"));
    arguments.addAll(List.of(more));
    return CommandRun.of(folder, new byte[0], arguments.toArray(String[]::new));
  }
}
