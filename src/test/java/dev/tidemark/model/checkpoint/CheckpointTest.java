package dev.tidemark.model.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.LabelSet;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TinyBert TINY = TinyBert.ofSeed(1);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"bert.", ""})
  void readsWithAndWithoutTheFamilyPrefix(String prefix) throws IOException {
    TINY.write(folder, prefix);

    Checkpoint checkpoint = Checkpoint.read(folder);

    assertHolds(checkpoint, TINY);
    assertThat(checkpoint.requireLabels().names()).isEqualTo(TINY.labels());
    assertThat(checkpoint.config().maxPositions()).isEqualTo(32);
    assertThat(checkpoint.tokenizerFiles().get("tokenizer.json"))
        .isEqualTo(Files.readAllBytes(folder.resolve("tokenizer.json")));
  }

  @Test
  void casingIsReadFromWhatWasWritten() throws IOException {
    TINY.checkpoint().withCasing().write(folder, ElementType.F32);

    Checkpoint read = Checkpoint.read(folder);

    assertThat(read.config().casing()).isTrue();
    assertThat(read.config().tokenTypes()).isEqualTo(4);
    assertThat(TINY.checkpoint().config().casing()).isFalse();
    ObjectNode config = TINY.config().put("tidemark_casing", true);
    Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(config));
    assertThatThrownBy(() -> Checkpoint.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("tidemark_casing", "type_vocab_size", "4", "2");
  }

  @Test
  void readsShards() throws IOException {
    TINY.write(folder, "bert.");
    shard("model-00001-of-00002.safetensors");

    assertHolds(Checkpoint.read(folder), TINY);
  }

  @Test
  void readsTheSameFromAJar() throws IOException {
    Path jar = folder.resolve("models.jar");
    try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      TINY.write(zip.getPath("/dev/tidemark/tiny"), "bert.");
    }
    try (FileSystem zip = FileSystems.newFileSystem(jar)) {
      assertHolds(Checkpoint.read(zip.getPath("/dev/tidemark/tiny")), TINY);
    }
  }

  /** A path such as {@code .}, which has no name of its own. */
  @Test
  void readsShardsInTheCurrentFolder() throws IOException {
    TINY.write(folder, "bert.");
    shard("model-00001-of-00002.safetensors");
    Path here = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());

    assertHolds(Checkpoint.read(here), TINY);
    try (FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("root.jar"), Map.of("create", "true"))) {
      for (String name :
          List.of(
              "config.json",
              "tokenizer.json",
              "model.safetensors.index.json",
              "model-00001-of-00002.safetensors",
              "model-00002-of-00002.safetensors")) {
        Files.copy(folder.resolve(name), zip.getPath(name));
      }
      assertHolds(Checkpoint.read(zip.getPath(".")), TINY);
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesWhatTransformersExpectsAndReadsItBack(ElementType type) throws IOException {
    Checkpoint original = TINY.checkpoint();
    original.write(folder.resolve("new/folder"), type);
    Path out = folder.resolve("new/folder");

    assertThat(Safetensors.read(out.resolve("model.safetensors")).keySet())
        .contains(
            "bert.embeddings.word_embeddings.weight",
            "bert.encoder.layer.1.output.LayerNorm.bias",
            "classifier.weight",
            "classifier.bias")
        .allMatch(name -> name.startsWith("bert.") || name.startsWith("classifier."));
    assertThat(JSON.readTree(out.resolve("config.json").toFile()).path("torch_dtype").asText())
        .isEqualTo(
            Map.of(
                    ElementType.F32, "float32",
                    ElementType.F16, "float16",
                    ElementType.BF16, "bfloat16")
                .get(type));

    Checkpoint back = Checkpoint.read(out);
    assertThat(back.tensors().keySet()).isEqualTo(original.tensors().keySet());
    original
        .tensors()
        .forEach(
            (name, tensor) -> {
              Tensor read = back.tensor(name, tensor.shape());
              assertThat(read.type()).isEqualTo(type);
              assertThat(read.floats()).as(name).containsExactly(tensor.as(type).floats());
            });
    assertThat(back.requireLabels()).isEqualTo(original.requireLabels());
    assertThat(back.tokenizerFiles().get("tokenizer.json"))
        .isEqualTo(original.tokenizerFiles().get("tokenizer.json"));
  }

  @Test
  void aNewHeadHasItsLabelsInTheWrittenConfiguration() throws IOException {
    LabelSet labels = new LabelSet(List.of("O", "B-X", "I-X"));
    Checkpoint fresh = TINY.checkpoint().withNewHead(labels, 7);
    fresh.write(folder, ElementType.F32);

    ObjectNode config = (ObjectNode) JSON.readTree(folder.resolve("config.json").toFile());
    assertThat(config.get("id2label").toString())
        .isEqualTo("{\"0\":\"O\",\"1\":\"B-X\",\"2\":\"I-X\"}");
    assertThat(config.get("label2id").toString()).isEqualTo("{\"O\":0,\"B-X\":1,\"I-X\":2}");
    assertThat(config.get("architectures").toString())
        .isEqualTo("[\"BertForTokenClassification\"]");
    Checkpoint back = Checkpoint.read(folder);
    assertThat(back.requireLabels()).isEqualTo(labels);
    assertThat(back.tensor("classifier.weight", 3, 8).floats())
        .containsExactly(
            TINY.checkpoint()
                .withNewHead(labels, 7)
                .tensor("classifier.weight", 3, 8)
                .floats()) // the seed decides
        .isNotEqualTo(
            TINY.checkpoint().withNewHead(labels, 8).tensor("classifier.weight", 3, 8).floats());
  }

  @Test
  void pickleAloneIsRefusedWithTheWayToConvertIt() throws IOException {
    TINY.write(folder, "bert.");
    Files.move(folder.resolve("model.safetensors"), folder.resolve("pytorch_model.bin"));

    assertRefused("pytorch_model.bin", "a pickle", "Convert it", "safe_serialization=True");
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> Checkpoint.read(nowhere))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(nowhere.toString())
        .hasMessageContaining("config.json, tokenizer.json and model.safetensors");
    for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
      TINY.write(folder, "bert.");
      Files.delete(folder.resolve(file));
      assertRefused(folder.toString(), "no " + file);
    }
  }

  @Test
  void anUnsupportedFamilyIsRefusedByNameWhateverElseItsFileSays() throws IOException {
    TINY.write(folder, "deberta.");
    Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"deberta-v2\",\"dim\":768}");

    assertRefused(
        "'deberta-v2' is not supported",
        "supported are: bert, distilbert, roberta, xlm-roberta, camembert, electra");
  }

  @Test
  void aBrokenConfigurationIsNamedWithItsFile() throws IOException {
    TINY.write(folder, "bert.");
    Path config = folder.resolve("config.json");

    Files.writeString(config, "{\"model_type\":");
    assertRefused(config.toString(), "not JSON");
    Files.writeString(config, "[]");
    assertRefused(config.toString(), "not a JSON object");
    write(TINY.config().without("hidden_size"));
    assertRefused(config.toString(), "hidden_size");
    write(TINY.config().put("position_embedding_type", "relative_key"));
    assertRefused(config.toString(), "relative_key");
    write(TINY.config().put("hidden_act", "mish"));
    assertRefused("mish", "gelu");
    ObjectNode gap = TINY.config();
    ((ObjectNode) gap.get("id2label")).remove("3");
    write(gap);
    assertRefused(config.toString(), "id2label");
    ObjectNode twice = TINY.config();
    ((ObjectNode) twice.get("id2label")).put("3", "O");
    write(twice);
    assertRefused(config.toString(), "id2label", "twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../other/model.safetensors", "/etc/passwd", "a/../../x.safetensors"})
  void aShardOutsideTheFolderIsNotTouched(String shard) throws IOException {
    TINY.write(folder, "bert.");
    shard(shard);

    assertRefused("model.safetensors.index.json", "outside", shard);
  }

  @Test
  void aShardThatIsAbsentAndAnIndexWithoutShardsAreNamed() throws IOException {
    TINY.write(folder, "bert.");
    shard("model-00001-of-00002.safetensors");
    Files.delete(folder.resolve("model-00002-of-00002.safetensors"));
    assertRefused("model-00002-of-00002.safetensors");

    Files.writeString(folder.resolve("model.safetensors.index.json"), "{}");
    assertRefused("model.safetensors.index.json");
  }

  @Test
  void aTensorThatDoesNotFitTheConfigurationIsNamed() throws IOException {
    Checkpoint checkpoint = TINY.checkpoint();
    assertThatThrownBy(() -> checkpoint.tensor("classifier.weight", 5, 9))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("'classifier.weight'", "[5, 8]", "[5, 9]");
    assertThatThrownBy(() -> checkpoint.tensor("pooler", 5))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("no tensor 'pooler'");
  }

  @Test
  void withoutAHeadTheMessageSaysHowToGetOne() throws IOException {
    TINY.write(folder, "bert.");
    write(TINY.config().without("id2label"));
    Checkpoint bare = Checkpoint.read(folder);

    assertThatThrownBy(bare::requireLabels)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("tidemark train ner");
  }

  private void assertRefused(String... message) {
    assertThatThrownBy(() -> Checkpoint.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(message);
  }

  private static void assertHolds(Checkpoint checkpoint, TinyBert tiny) {
    Map<String, TinyBert.Weight> weights = tiny.weights();
    assertThat(checkpoint.tensors().keySet()).containsExactlyInAnyOrderElementsOf(weights.keySet());
    weights.forEach(
        (name, weight) ->
            assertThat(checkpoint.tensor(name, weight.shape()).floats())
                .as(name)
                .containsExactly(weight.values()));
  }

  private void write(Object config) throws IOException {
    Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(config));
  }

  /** Splits the weights in two files, the first of the given name (and there if it may be). */
  private void shard(String first) throws IOException {
    String second = "model-00002-of-00002.safetensors";
    Map<String, TinyBert.Weight> one = new LinkedHashMap<>();
    Map<String, TinyBert.Weight> two = new LinkedHashMap<>();
    ObjectNode index = JSON.createObjectNode();
    ObjectNode map = index.putObject("weight_map");
    for (String name : TINY.weights().keySet()) {
      boolean head = name.startsWith("classifier.");
      String outer = head ? name : "bert." + name;
      (head ? two : one).put(outer, requireNonNull(TINY.weights().get(name)));
      map.put(outer, head ? second : first);
    }
    if (!first.contains("/")) {
      Files.write(folder.resolve(first), TinyBert.safetensors(one));
    }
    Files.write(folder.resolve(second), TinyBert.safetensors(two));
    Files.write(folder.resolve("model.safetensors.index.json"), JSON.writeValueAsBytes(index));
    Files.delete(folder.resolve("model.safetensors"));
  }
}
