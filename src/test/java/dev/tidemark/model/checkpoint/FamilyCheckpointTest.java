package dev.tidemark.model.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.model.LabelSet;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.TinyFamily;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what {@code transformers} looks for, name by name. */
class FamilyCheckpointTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String BERTS_LAYER =
      """
      encoder.layer.0.attention.self.query.weight encoder.layer.0.attention.self.query.bias
      encoder.layer.0.attention.self.key.weight encoder.layer.0.attention.self.key.bias
      encoder.layer.0.attention.self.value.weight encoder.layer.0.attention.self.value.bias
      encoder.layer.0.attention.output.dense.weight encoder.layer.0.attention.output.dense.bias
      encoder.layer.0.attention.output.LayerNorm.weight encoder.layer.0.attention.output.LayerNorm.bias
      encoder.layer.0.intermediate.dense.weight encoder.layer.0.intermediate.dense.bias
      encoder.layer.0.output.dense.weight encoder.layer.0.output.dense.bias
      encoder.layer.0.output.LayerNorm.weight encoder.layer.0.output.LayerNorm.bias
      """;

  /** Written by hand from what {@code state_dict()} gives, for one layer and both heads. */
  private static final Map<String, String> NAMES =
      Map.of(
          "distilbert",
          """
          distilbert.embeddings.word_embeddings.weight
          distilbert.embeddings.position_embeddings.weight
          distilbert.embeddings.LayerNorm.weight distilbert.embeddings.LayerNorm.bias
          distilbert.transformer.layer.0.attention.q_lin.weight
          distilbert.transformer.layer.0.attention.q_lin.bias
          distilbert.transformer.layer.0.attention.k_lin.weight
          distilbert.transformer.layer.0.attention.k_lin.bias
          distilbert.transformer.layer.0.attention.v_lin.weight
          distilbert.transformer.layer.0.attention.v_lin.bias
          distilbert.transformer.layer.0.attention.out_lin.weight
          distilbert.transformer.layer.0.attention.out_lin.bias
          distilbert.transformer.layer.0.sa_layer_norm.weight
          distilbert.transformer.layer.0.sa_layer_norm.bias
          distilbert.transformer.layer.0.ffn.lin1.weight
          distilbert.transformer.layer.0.ffn.lin1.bias
          distilbert.transformer.layer.0.ffn.lin2.weight
          distilbert.transformer.layer.0.ffn.lin2.bias
          distilbert.transformer.layer.0.output_layer_norm.weight
          distilbert.transformer.layer.0.output_layer_norm.bias
          classifier.weight classifier.bias
          vocab_transform.weight vocab_transform.bias
          vocab_layer_norm.weight vocab_layer_norm.bias
          vocab_projector.bias
          """,
          "roberta",
          """
          embeddings.word_embeddings.weight embeddings.position_embeddings.weight
          embeddings.token_type_embeddings.weight
          embeddings.LayerNorm.weight embeddings.LayerNorm.bias
          """
              + BERTS_LAYER
              + """
              classifier.weight classifier.bias
              lm_head.dense.weight lm_head.dense.bias
              lm_head.layer_norm.weight lm_head.layer_norm.bias lm_head.bias
              """,
          "electra",
          """
          embeddings.word_embeddings.weight embeddings.position_embeddings.weight
          embeddings.token_type_embeddings.weight
          embeddings.LayerNorm.weight embeddings.LayerNorm.bias
          embeddings_project.weight embeddings_project.bias
          """
              + BERTS_LAYER
              + """
              classifier.weight classifier.bias
              generator_predictions.dense.weight generator_predictions.dense.bias
              generator_predictions.LayerNorm.weight generator_predictions.LayerNorm.bias
              generator_lm_head.bias
              """);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "distilbert, distilbert, true",
    "distilbert, distilbert, false",
    "roberta, roberta, true",
    "roberta, roberta, false",
    "xlm-roberta, roberta, true",
    "camembert, roberta, true",
    "electra, electra, true",
    "electra, electra, false"
  })
  void whatIsReadIsWrittenUnderTheFamilysNames(String modelType, String named, boolean prefixed)
      throws IOException {
    TinyFamily tiny = new TinyFamily(modelType, 1, 5);
    tiny.write(folder, tiny.weights(prefixed));
    Path out = folder.resolve("out");

    Checkpoint.read(folder).write(out, ElementType.F32);

    Map<String, Tensor> written = Safetensors.read(out.resolve("model.safetensors"));
    assertThat(written.keySet()).containsExactlyInAnyOrderElementsOf(names(named));
    tiny.weights(true)
        .forEach(
            (name, weight) -> {
              Tensor tensor = requireNonNull(written.get(name), name);
              assertThat(tensor.shape()).as(name).isEqualTo(weight.shape());
              assertThat(tensor.floats()).as(name).containsExactly(weight.values());
            });
    Checkpoint again = Checkpoint.read(out);
    assertThat(again.tensors().keySet())
        .isEqualTo(tiny.weightsByBertsNames().keySet())
        .isEqualTo(Checkpoint.read(folder).tensors().keySet());
    assertThat(again.config().family()).isEqualTo(Checkpoint.read(folder).config().family());
    assertThat(again.config().maxPositions()).isEqualTo(TinyFamily.MAX_TOKENS);
    assertThat(again.config().hiddenDropout()).isEqualTo(0.2);
    assertThat(again.config().attentionDropout()).isEqualTo(0.3);
    assertThat(again.config().layerNormEps()).isEqualTo(tiny.layerNormEps());
  }

  @ParameterizedTest
  @CsvSource({
    "distilbert, DistilBert, vocab_transform.weight, 8",
    "roberta, Roberta, lm_head.dense.weight, 8",
    "xlm-roberta, XLMRoberta, lm_head.dense.weight, 8",
    "camembert, Camembert, lm_head.dense.weight, 8",
    "electra, Electra, generator_predictions.dense.weight, 6"
  })
  void newHeadsAreNamedAndShapedAsTheFamilys(String type, String stem, String dense, int rows)
      throws IOException {
    TinyFamily tiny = new TinyFamily(type, 1, 5);
    Map<String, TinyBert.Weight> encoder = tiny.weights(true);
    encoder.keySet().removeIf(name -> !name.startsWith(tiny.prefix()));
    tiny.write(folder, encoder);
    Checkpoint bare = Checkpoint.read(folder);
    assertThat(bare.hasWordHead()).isFalse();

    Path out = folder.resolve("out");
    bare.withNewHead(new LabelSet(List.of("O", "B-X", "I-X")), 1).write(out, ElementType.F32);
    assertThat(architecture(out)).isEqualTo(stem + "ForTokenClassification");
    bare.withNewWordHead(1).write(out, ElementType.F32);
    assertThat(architecture(out)).isEqualTo(stem + "ForMaskedLM");
    Tensor head =
        requireNonNull(Safetensors.read(out.resolve("model.safetensors")).get(dense), dense);
    assertThat(head.shape()).containsExactly(rows, 8);
    assertThat(Checkpoint.read(out).hasWordHead()).isTrue();
  }

  /** As files do that were saved with the output embeddings or the bias a second time. */
  @ParameterizedTest
  @CsvSource({
    "distilbert, vocab_projector.weight, distilbert.embeddings.word_embeddings.weight",
    "roberta, lm_head.decoder.weight, roberta.embeddings.word_embeddings.weight",
    "roberta, lm_head.decoder.bias, lm_head.bias",
    "electra, generator_lm_head.weight, electra.embeddings.word_embeddings.weight"
  })
  void tiedWeightsAreHeldOnceAndRefusedWhereTheyDiffer(String type, String copy, String first)
      throws IOException {
    TinyFamily tiny = new TinyFamily(type, 1, 5);
    Map<String, TinyBert.Weight> twice = tiny.weights(true);
    TinyBert.Weight weight = requireNonNull(twice.get(first), first);
    twice.put(copy, weight);
    tiny.write(folder, twice);
    assertThat(Checkpoint.read(folder).tensors().keySet())
        .isEqualTo(tiny.weightsByBertsNames().keySet());

    Map<String, TinyBert.Weight> moved = new LinkedHashMap<>(twice);
    moved.remove(first);
    tiny.write(folder, moved);
    assertThat(Checkpoint.read(folder).tensors().keySet())
        .containsExactlyInAnyOrderElementsOf(tiny.weightsByBertsNames().keySet());

    float[] other = weight.values().clone();
    other[3] += 1e-3f;
    twice.put(copy, new TinyBert.Weight(weight.shape(), other));
    tiny.write(folder, twice);
    assertThatThrownBy(() -> Checkpoint.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(folder.toString(), copy, "differs from", first);
  }

  /** Google's BERT was converted so, and its file still is. */
  @Test
  void oldNamesOfLayerNormsAndOtherHeadsAreRead() throws IOException {
    TinyBert tiny = TinyBert.ofSeed(2);
    Map<String, TinyBert.Weight> old = new LinkedHashMap<>();
    tiny.weights()
        .forEach(
            (name, weight) ->
                old.put(
                    (name.startsWith("classifier.") ? "" : "bert.")
                        + name.replace("LayerNorm.weight", "LayerNorm.gamma")
                            .replace("LayerNorm.bias", "LayerNorm.beta"),
                    weight));
    TinyBert.Weight word = requireNonNull(tiny.weights().get("embeddings.word_embeddings.weight"));
    old.put("cls.predictions.decoder.weight", word);
    old.put("cls.seq_relationship.bias", new TinyBert.Weight(new long[] {2}, new float[] {1, 2}));
    old.put("bert.pooler.dense.bias", new TinyBert.Weight(new long[] {1}, new float[] {3}));
    tiny.write(folder, "bert.");
    java.nio.file.Files.write(folder.resolve("model.safetensors"), TinyBert.safetensors(old));
    Path out = folder.resolve("out");

    Checkpoint read = Checkpoint.read(folder);
    read.write(out, ElementType.F32);

    assertThat(read.tensor("encoder.layer.1.output.LayerNorm.bias", 8).floats())
        .containsExactly(
            requireNonNull(tiny.weights().get("encoder.layer.1.output.LayerNorm.bias")).values());
    List<String> expected = new ArrayList<>(tiny.weights().keySet());
    expected.replaceAll(name -> name.startsWith("classifier.") ? name : "bert." + name);
    expected.add("cls.seq_relationship.bias");
    expected.add("bert.pooler.dense.bias");
    assertThat(Safetensors.read(out.resolve("model.safetensors")).keySet())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"distilbert", "roberta", "xlm-roberta", "camembert"})
  void casingIsRefusedWhereThereAreNoTokenTypes(String modelType) throws IOException {
    TinyFamily tiny = new TinyFamily(modelType, 1, 5);
    tiny.write(folder, tiny.weights(true));
    Checkpoint read = Checkpoint.read(folder);

    assertThatThrownBy(read::withCasing)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("tidemark_casing needs token types", modelType);
  }

  @Test
  void electraTakesCasing() throws IOException {
    TinyFamily tiny = new TinyFamily("electra", 1, 5);
    tiny.write(folder, tiny.weights(true));

    Checkpoint cased = Checkpoint.read(folder).withCasing();

    assertThat(cased.config().casing()).isTrue();
    assertThat(cased.tensor("embeddings.token_type_embeddings.weight", 4, 6).count()).isEqualTo(24);
  }

  private static List<String> names(String family) {
    List<String> names =
        new ArrayList<>(List.of(requireNonNull(NAMES.get(family)).strip().split("\\s+")));
    names.replaceAll(
        name ->
            name.startsWith("e") ? family + "." + name : name); // embeddings…, encoder…: prefixed
    return names;
  }

  private static String architecture(Path folder) throws IOException {
    JsonNode config = JSON.readTree(folder.resolve("config.json").toFile());
    return config.path("architectures").path(0).asText();
  }
}
