package dev.tidemark.app.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Main;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train} and {@code eval} as a user calls them, on a tiny checkpoint. */
class TrainCommandTest {

  private static final List<String> WORDS =
      List.of("ada", "met", "love", "in", "paris", "the", "7", ".");

  @TempDir Path folder;

  @BeforeEach
  void writeData() throws IOException {
    TinyBert.ofSeed(4).withHidden(16).write(folder.resolve("tiny"), "bert.");
    Files.writeString(folder.resolve("train.tsv"), sentences(80, 1));
    Files.writeString(folder.resolve("dev.tsv"), sentences(30, 2));
    Files.writeString(folder.resolve("train.txt"), texts(60, 3));
    Files.writeString(folder.resolve("valid.txt"), texts(20, 4));
  }

  @Test
  void nerPrintsTheCoursesTableAndWritesAHuggingFaceFolder() throws IOException {
    CommandRun run = ner("ner", "--epochs", "2", "--json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = run.json();
    assertThat(json.get("epochs")).hasSize(2);
    for (String key :
        List.of(
            "epoch", "train_loss", "validation_loss", "precision", "recall", "f1", "accuracy")) {
      assertThat(json.get("epochs").get(1).get(key).isNumber()).as(key).isTrue();
    }
    assertThat(json.get("epochs").get(1).get("epoch").asText()).isEqualTo("2");
    assertThat(json.get("best_epoch").asInt()).isBetween(1, 2);
    assertThat(json.get("outside_forward_backward").asDouble()).isBetween(0.001, 0.999);
    assertThat(run.err())
        .contains("training loss", "validation loss", "precision", "recall", "f1", "accuracy");
    assertThat(files(folder.resolve("ner")))
        .contains("config.json", "tokenizer.json", "model.safetensors")
        .doesNotContain(".training");
    assertThat(Files.readString(folder.resolve("ner/README.md")))
        .startsWith("---\nlibrary_name: transformers\npipeline_tag: token-classification\n")
        .contains("| `--learning-rate` | 0.01 |", "train.tsv", "validation loss");
    assertThat(CommandRun.parse(Files.readString(folder.resolve("ner/config.json"))).toString())
        .contains("BertForTokenClassification", "id2label", "label2id");
  }

  @Test
  void mlmWritesAHeadAndItsPerplexityIsThatOfEval() throws IOException {
    CommandRun run = mlm("words", "--epochs", "20", "--json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = run.json();
    double first = json.get("epochs").get(0).get("perplexity").asDouble();
    double second = json.get("epochs").get(19).get("perplexity").asDouble();
    assertThat(second).isLessThan(first);
    assertThat(run.err()).contains("perplexity before", "perplexity after");
    Checkpoint written = Checkpoint.read(folder.resolve("words"));
    assertThat(written.hasWordHead()).isTrue();
    assertThat(written.hasTagHead()).as("the tiny model's own head stays").isTrue();

    JsonNode once = evalMlm("words");
    JsonNode again = evalMlm("words");
    for (String key : List.of("perplexity", "loss", "masked_tokens", "top1", "top5")) {
      assertThat(once.get(key)).as(key).isEqualTo(again.get(key));
    }
    assertThat(once.get("perplexity").asDouble())
        .isEqualTo(Math.exp(once.get("loss").asDouble()))
        .isBetween(1.0, (double) TinyBert.VOCABULARY.size());
  }

  @Test
  void bothHeadsLearnTogether() throws IOException {
    CommandRun tagger = ner("ner", "--epochs", "25");
    assertThat(tagger.code()).as(tagger.err()).isZero();
    CommandRun run = both("both", "--rehearse-validation", "dev.tsv");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode epochs = run.json().get("epochs");
    JsonNode last = epochs.get(epochs.size() - 1);
    assertThat(last.get("perplexity").asDouble())
        .isLessThan(epochs.get(0).get("perplexity").asDouble());
    assertThat(last.get("f1").asDouble()).isGreaterThan(0.9);

    // Forgetting is what rehearsal is for: without it the labels go.
    CommandRun alone =
        mlm("alone", "--model", "ner", "--epochs", "20", "--learning-rate", "5e-3", "--json");
    assertThat(alone.code()).as(alone.err()).isZero();
    assertThat(f1("alone")).isLessThan(f1("both"));
  }

  /** The kill comes from outside, at whichever step it finds the process. */
  @Test
  void afterSigkillResumeEndsInTheSameWeights() throws Exception {
    String[] options = {"--epochs", "60", "--save-every", "10"};
    CommandRun whole = ner("whole", options);
    assertThat(whole.code()).as(whole.err()).isZero();

    Process child = child(nerArguments("killed", options));
    Awaitility.await("a snapshot")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> !files(folder.resolve("killed/.training")).isEmpty());
    child.destroyForcibly();
    assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).as("died of SIGKILL").isEqualTo(128 + 9);
    assertThat(files(folder.resolve("killed"))).doesNotContain("model.safetensors");

    CommandRun anew = ner("killed", options);
    assertThat(anew.code()).isEqualTo(2);
    assertThat(anew.err()).contains("--resume");
    CommandRun otherwise = ner("killed", "--epochs", "61", "--save-every", "10", "--resume");
    assertThat(otherwise.code()).isEqualTo(2);
    assertThat(otherwise.err()).contains("--epochs was 60, now 61");
    List<String> resume = new ArrayList<>(List.of(options));
    resume.add("--resume");
    CommandRun resumed = ner("killed", resume.toArray(String[]::new));
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("going on after step");
    assertThat(Files.readAllBytes(folder.resolve("killed/model.safetensors")))
        .isEqualTo(Files.readAllBytes(folder.resolve("whole/model.safetensors")));
  }

  @Test
  void whatCannotBeDoneIsSaid() throws IOException {
    CommandRun resume = ner("fresh", "--resume");
    assertThat(resume.code()).isEqualTo(2);
    assertThat(resume.err()).contains("no interrupted training");

    CommandRun noHead = tidemark("eval", "mlm", "--model", "tiny", "--data", "valid.txt");
    assertThat(noHead.code()).isEqualTo(2);
    assertThat(noHead.err()).contains("no masked-language-model head", "train mlm");

    CommandRun long128 = mlm("long", "--chunk", "500");
    assertThat(long128.code()).isEqualTo(2);
    assertThat(long128.err()).contains("--chunk 500", "32");

    Files.writeString(folder.resolve("blank.txt"), "\n\n");
    CommandRun blank =
        tidemark(
            "train",
            "mlm",
            "--model",
            "tiny",
            "--data",
            "blank.txt",
            "--out",
            "blank",
            "--chunk",
            "32");
    assertThat(blank.code()).isNotZero();
    assertThat(blank.err()).contains("blank.txt holds no text");
  }

  @Test
  void rehearsalOfJoinedSentencesSeesLongerTexts() throws IOException {
    CommandRun tagger = ner("ner", "--epochs", "5");
    assertThat(tagger.code()).as(tagger.err()).isZero();

    long single = tokensOf("single");
    long joined = tokensOf("joined", "--rehearse-join", "24");

    // Ten steps each of the same text, and of as many labelled rows: 5.5 words on average or more.
    assertThat(joined).isGreaterThan(single + 10 * 16 * 3);
    assertThat(Files.readString(folder.resolve("joined/README.md")))
        .contains("| `--rehearse-join` | 24 |");
    CommandRun wrong = both("wrong", "--rehearse-join", "-1");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("--rehearse-join -1: must be at least 0");
  }

  /** Trained in ten steps, by the model's card. */
  private long tokensOf(String out, String... more) throws IOException {
    CommandRun run =
        both(
            out,
            Stream.of(new String[] {"--max-steps", "10"}, more)
                .flatMap(Stream::of)
                .toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    String card = Files.readString(folder.resolve(out + "/README.md"));
    Matcher tokens = Pattern.compile("in 10 optimizer steps on (\\d+) tokens").matcher(card);
    assertThat(tokens.find()).as(card).isTrue();
    return Long.parseLong(tokens.group(1));
  }

  private CommandRun both(String out, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--model",
                "ner",
                "--rehearse",
                "train.tsv",
                "--learning-rate",
                "5e-3",
                "--epochs",
                "6",
                "--json"));
    all.addAll(List.of(more));
    return mlm(out, all.toArray(String[]::new));
  }

  private double f1(String model, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("eval", "ner", "--model", model, "--data", "dev.tsv", "--dtype", "fp32"));
    all.add("--json");
    all.addAll(List.of(more));
    CommandRun run = tidemark(all.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return run.json().get("overall").get("f1").asDouble();
  }

  private JsonNode evalMlm(String model) {
    CommandRun run =
        tidemark(
            "eval",
            "mlm",
            "--model",
            model,
            "--data",
            "valid.txt",
            "--chunk",
            "32",
            "--dtype",
            "fp32",
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    return run.json();
  }

  private CommandRun ner(String out, String... options) {
    return tidemark(nerArguments(out, options).toArray(String[]::new));
  }

  private List<String> nerArguments(String out, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "train",
                "ner",
                "--model",
                path("tiny"),
                "--data",
                path("train.tsv"),
                "--validation",
                path("dev.tsv"),
                "--out",
                path(out),
                "--batch-size",
                "8",
                "--learning-rate",
                "1e-2",
                "--dtype",
                "fp32",
                "--threads",
                "1"));
    all.addAll(List.of(options));
    return all;
  }

  private CommandRun mlm(String out, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "train",
                "mlm",
                "--data",
                "train.txt",
                "--validation",
                "valid.txt",
                "--out",
                out,
                "--batch-size",
                "4",
                "--dtype",
                "fp32",
                "--threads",
                "1"));
    List<String> given = List.of(options);
    if (!given.contains("--model")) {
      all.addAll(List.of("--model", "tiny"));
    }
    if (!given.contains("--chunk")) {
      all.addAll(List.of("--chunk", "32"));
    }
    if (!given.contains("--learning-rate")) {
      all.addAll(List.of("--learning-rate", "1e-2"));
    }
    all.addAll(given);
    return tidemark(all.toArray(String[]::new));
  }

  /** Names of files are made absolute: the command does not run in the test's folder. */
  private CommandRun tidemark(String... arguments) {
    String[] all = arguments.clone();
    for (int i = 1; i < all.length; i++) {
      boolean file =
          List.of(
                  "--model",
                  "--data",
                  "--validation",
                  "--out",
                  "--rehearse",
                  "--rehearse-validation")
              .contains(all[i - 1]);
      all[i] = file ? folder.resolve(all[i]).toString() : all[i];
    }
    return CommandRun.of(folder, new byte[0], all);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Process child(List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("child.log").toFile())
        .start();
  }

  private static List<String> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.equals("next"))
          .toList();
    }
  }

  /** Which words are names does not depend on what stands around them. */
  private static String sentences(int count, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      for (int word = 3 + random.nextInt(6); word > 0; word--) {
        String drawn = WORDS.get(random.nextInt(WORDS.size()));
        String label =
            switch (drawn) {
              case "ada", "love" -> "B-PER";
              case "paris", "7" -> "B-LOC";
              default -> "O";
            };
        text.append(drawn).append('\t').append(label).append('\n');
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** The next word always follows from the one before, so a hidden one can be guessed. */
  private static String texts(int count, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int word = random.nextInt(WORDS.size());
      for (int n = 0; n < 12; n++) {
        text.append(WORDS.get((word + n) % WORDS.size())).append(' ');
      }
      text.append('\n');
    }
    return text.toString();
  }
}
