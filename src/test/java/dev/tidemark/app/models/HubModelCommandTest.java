package dev.tidemark.app.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.testing.LocalHub;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands with {@code --model hf://…}, from the environment to the record. */
class HubModelCommandTest {

  private static final String MODEL = "hf://tiny/model";
  private static final String VERSION = "tiny/model@0123456789ab";
  private static final String TEXT = "Ada Lovelace met Paris in the love of numbers.\n";
  private static final String TOKEN = "hf_aVerySecretToken";

  @TempDir Path folder;
  private LocalHub hub;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void start() throws IOException {
    TinyBert.ofSeed(1).write(folder.resolve("tiny"), "bert.");
    hub = new LocalHub().withFolder(folder.resolve("tiny")).requiring(TOKEN);
    environment.put("HF_ENDPOINT", hub.address());
    environment.put("HF_HOME", folder.resolve("home").toString());
    environment.put("HF_TOKEN", TOKEN);
    environment.put("TIDEMARK_DTYPE", "fp32"); // else each run measures, and may choose another
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void tagsAsTheSameModelInAFolderDoes() {
    JsonNode ofFolder = tag(folder.resolve("tiny").toString()).jsonLines().get(0);

    CommandRun run = tag(MODEL);

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode ofHub = run.jsonLines().get(0);
    assertThat(ofHub.at("/model/ner").asText()).isEqualTo(VERSION);
    assertThat(ofHub.get("entities")).isNotEmpty().isEqualTo(ofFolder.get("entities"));
    assertThat(folder.resolve("home/hub/models--tiny--model/refs/main")).exists();
  }

  @Test
  void tagsOfflineWhatWasFetchedOnce() {
    assertThat(run("models", "show", MODEL).code()).isZero();
    hub.close();
    environment.put("HF_HUB_OFFLINE", "1");

    CommandRun run = tag(MODEL + "@" + LocalHub.COMMIT);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.jsonLines().get(0).at("/model/ner").asText()).isEqualTo(VERSION);
  }

  @Test
  void theSettingOfAStreamNamesOneToo() {
    environment.put("TIDEMARK_MODEL_NER", MODEL);

    CommandRun run = CommandRun.of(environment, folder, TEXT.getBytes(UTF_8), "tag");

    assertThat(run.jsonLines().get(0).at("/model/ner").asText()).isEqualTo(VERSION);
  }

  @Test
  void measuresOne() throws IOException {
    Path data = folder.resolve("test.tsv");
    Files.writeString(data, "Ada\tB-PER\nmet\tO\nParis\tB-LOC\n");

    CommandRun run = run("eval", "ner", "--model", MODEL, "--data", data.toString(), "--json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("sentences").asInt()).isEqualTo(1);
  }

  @Test
  void aWrongNameIsAUsageError() {
    CommandRun run = tag("hf://../etc");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: '../etc' is no name of a model on the Hub");
    assertThat(run("models", "show", "hf://tiny").err()).contains("hf://OWNER/NAME@REVISION");
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void aModelThatIsNotThereIsAUsageErrorInOneLine() {
    environment.put("HF_TOKEN", "hf_another");
    CommandRun run = tag(MODEL);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .startsWith("error: hf://tiny/model is private or gated, or does not exist")
        .doesNotContain("hf_another");
  }

  @Test
  void aDamagedFileIsAFailureInOneLine() {
    hub.sending("model.safetensors", new byte[10]);

    CommandRun run = tag(MODEL);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("model.safetensors of hf://tiny/model has 10 bytes");
  }

  @Test
  void aTokenThatIsNoneIsNotShown() {
    environment.put("HF_TOKEN", "hf_two words");

    CommandRun run = run("--verbose", "models", "show", MODEL);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: HF_TOKEN holds a space").doesNotContain("hf_two");
  }

  private CommandRun tag(String model) {
    return CommandRun.of(environment, folder, TEXT.getBytes(UTF_8), "tag", "--model", model);
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(environment, folder, new byte[0], arguments);
  }
}
