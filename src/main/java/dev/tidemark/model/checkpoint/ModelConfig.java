package dev.tidemark.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.token.Casing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Tidemark needs of a checkpoint's {@code config.json}.
 *
 * @param family what kind of encoder it is
 * @param hiddenSize width of the encoder
 * @param embeddingSize width of the embeddings; where it is not the encoder's, a dense layer lies
 *     between them
 * @param layers encoder layers
 * @param heads attention heads; divides {@code hiddenSize}
 * @param intermediateSize width of the feed-forward part
 * @param vocabSize rows of the word embeddings
 * @param maxPositions longest sequence of tokens, special tokens included
 * @param firstPosition row of the position embeddings that the first token takes; the rows before
 *     it are never looked at
 * @param layerNormEps added to the variance in layer norms
 * @param activation of the feed-forward part: gelu, gelu_new, relu or silu
 * @param hiddenDropout share of hidden units dropped in training
 * @param attentionDropout share of attention weights dropped in training
 * @param tokenTypes rows of the token-type embeddings; 1 for a family without
 * @param casing whether a token's type says how its word is written, see {@link
 *     dev.tidemark.model.token.Casing}; Tidemark's own key {@value #CASING}, which {@code
 *     transformers} passes over (it then sees every word as lower case)
 * @param padTokenId token that fills short rows of a batch
 * @param labels outputs of the token-classification head; null where {@code id2label} is absent
 * @param json the whole file, so that what is written out keeps what was read in
 */
public record ModelConfig(
    Family family,
    int hiddenSize,
    int embeddingSize,
    int layers,
    int heads,
    int intermediateSize,
    int vocabSize,
    int maxPositions,
    int firstPosition,
    double layerNormEps,
    String activation,
    double hiddenDropout,
    double attentionDropout,
    int tokenTypes,
    boolean casing,
    int padTokenId,
    @Nullable LabelSet labels,
    ObjectNode json) {

  /** Source that errors would name where a configuration was made here, not read. */
  private static final String CHANGED = "the changed config.json";

  static final String CASING = "tidemark_casing";

  private static final Set<String> ACTIVATIONS =
      Set.of("gelu", "gelu_new", "gelu_pytorch_tanh", "relu", "silu");

  public ModelConfig {
    if (!ACTIVATIONS.contains(activation)) {
      throw new CheckpointException(
          "hidden_act '%s' is not supported; supported are: %s".formatted(activation, ACTIVATIONS));
    }
    if (casing && !family.hasTokenTypes()) {
      throw new CheckpointException(
          "%s needs token types, which %s does not have; of the families only bert and electra do"
              .formatted(CASING, family.modelType()));
    }
    if (casing && tokenTypes < Casing.TYPES) {
      throw new CheckpointException(
          "%s needs a type_vocab_size of %d, not %d".formatted(CASING, Casing.TYPES, tokenTypes));
    }
    if (hiddenSize % heads != 0) {
      throw new CheckpointException(
          "hidden_size %d is not a multiple of num_attention_heads %d"
              .formatted(hiddenSize, heads));
    }
  }

  static ModelConfig parse(String source, ObjectNode json) {
    Fields fields = new Fields(source, json);
    // First of all: families call their sizes by different names.
    Family family = Family.of(fields.text("model_type"));
    String positions = json.path("position_embedding_type").asText("absolute");
    if (!positions.equals("absolute")) {
      throw new CheckpointException(
          "%s: position_embedding_type '%s' is not supported, only 'absolute'"
              .formatted(source, positions));
    }
    Family.Keys keys = family.keys();
    int hidden = fields.positive(keys.hiddenSize());
    int padTokenId = json.path("pad_token_id").asInt(family.defaultPadTokenId());
    int firstPosition = family.firstPosition(padTokenId);
    Double eps = family.fixedLayerNormEps();
    return new ModelConfig(
        family,
        hidden,
        family.hasEmbeddingSize() ? fields.positive("embedding_size") : hidden,
        fields.positive(keys.layers()),
        fields.positive(keys.heads()),
        fields.positive(keys.intermediateSize()),
        fields.positive("vocab_size"),
        fields.above(firstPosition, "max_position_embeddings") - firstPosition,
        firstPosition,
        eps != null ? eps : json.path("layer_norm_eps").asDouble(1e-12),
        json.path(keys.activation()).asText("gelu"),
        json.path(keys.hiddenDropout()).asDouble(0.1),
        json.path(keys.attentionDropout()).asDouble(0.1),
        family.hasTypeEmbeddings() ? json.path("type_vocab_size").asInt(2) : 1,
        json.path(CASING).asBoolean(false),
        padTokenId,
        labels(source, json.path("id2label")),
        json);
  }

  /** Family as {@code config.json} says it, e.g. {@code bert}. */
  public String modelType() {
    return family.modelType();
  }

  /** The same encoder with a token-classification head of these outputs. */
  ModelConfig withLabels(LabelSet outputs) {
    ObjectNode changed = json.deepCopy();
    changed.putArray("architectures").add(family.tokenClassifier());
    ObjectNode id2label = changed.putObject("id2label");
    ObjectNode label2id = changed.putObject("label2id");
    for (int id = 0; id < outputs.size(); id++) {
      id2label.put(Integer.toString(id), outputs.name(id));
      label2id.put(outputs.name(id), id);
    }
    return parse(CHANGED, changed);
  }

  /** The same encoder with a masked-language-model head and no other. */
  ModelConfig asMaskedLm() {
    ObjectNode changed = json.deepCopy();
    changed.putArray("architectures").add(family.maskedLm());
    return parse(CHANGED, changed);
  }

  /**
   * The same encoder whose token types tell {@link Casing}.
   *
   * @throws CheckpointException when its family has no token types
   */
  ModelConfig withCasing() {
    ObjectNode changed = json.deepCopy();
    changed.put("type_vocab_size", Casing.TYPES).put(CASING, true);
    return parse(CHANGED, changed);
  }

  private static @Nullable LabelSet labels(String source, JsonNode id2label) {
    if (!id2label.isObject()) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (int id = 0; id < id2label.size(); id++) {
      JsonNode name = id2label.get(Integer.toString(id));
      if (name == null) {
        throw new CheckpointException(
            "%s: id2label has %d entries but none for %d".formatted(source, id2label.size(), id));
      }
      names.add(name.asText());
    }
    try {
      return new LabelSet(names);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException("%s: id2label: %s".formatted(source, e.getMessage()), e);
    }
  }

  private record Fields(String source, ObjectNode json) {

    String text(String name) {
      if (!json.path(name).isTextual()) {
        throw new CheckpointException("%s has no '%s'".formatted(source, name));
      }
      return json.get(name).asText();
    }

    int positive(String name) {
      int value = json.path(name).asInt(0);
      if (value <= 0) {
        throw new CheckpointException("%s has no positive '%s'".formatted(source, name));
      }
      return value;
    }

    int above(int floor, String name) {
      int value = positive(name);
      if (value <= floor) {
        throw new CheckpointException(
            "%s: '%s' is %d; the first %d are not for tokens, so it must be more"
                .formatted(source, name, value, floor));
      }
      return value;
    }
  }
}
