package dev.tidemark.peers;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Family;
import dev.tidemark.model.checkpoint.ModelConfig;
import java.util.List;

/** What both graphs have in common: inputs, the walk through the layers, the head. */
abstract class Bert {

  static final String INPUT_IDS = "input_ids";
  static final String TOKEN_TYPES = "token_type_ids";
  static final String MASK = "attention_mask";

  static final List<String> QUERY_KEY_VALUE = List.of(".query", ".key", ".value");

  final OnnxModel onnx = new OnnxModel();
  final ModelConfig config;
  final Weights weights;
  final Products products;
  private final int labels;

  /**
   * @param products how matrices are multiplied: in fp32 or in int8
   * @throws IllegalArgumentException when the architecture has no such graph
   */
  Bert(Checkpoint checkpoint, Products.Kind products) {
    this.config = checkpoint.config();
    if (config.family() != Family.BERT) {
      throw new IllegalArgumentException(
          "the graph is written for bert, not " + config.modelType());
    }
    this.labels = checkpoint.requireLabels().size();
    this.weights = new Weights(checkpoint, onnx);
    this.products = products.of(onnx);
    if (!config.activation().equals("gelu")) {
      throw new IllegalArgumentException(
          "the graph is written for the activation gelu, not " + config.activation());
    }
  }

  /** The whole model. */
  byte[] write() {
    String ids = onnx.input(INPUT_IDS, OnnxModel.Type.INT64, null, null);
    String types = onnx.input(TOKEN_TYPES, OnnxModel.Type.INT64, null, null);
    String mask = onnx.input(MASK, OnnxModel.Type.INT64, null, null);
    String x = embed(ids, types);
    String padding = padding(mask);
    for (int layer = 0; layer < config.layers(); layer++) {
      x = layer(x, padding, "encoder.layer." + layer);
    }
    String scores = products.multiply(x, weights.matrix("classifier"));
    String logits = onnx.apply("Add", List.of(scores, weights.asIs("classifier.bias")));
    onnx.output(logits, OnnxModel.Type.FLOAT, null, null, (long) labels);
    return onnx.toBytes();
  }

  abstract String embed(String ids, String types);

  /** The mask in the form in which attention wants it. */
  abstract String padding(String mask);

  abstract String layer(String x, String padding, String name);

  OnnxModel.Attribute epsilon() {
    return OnnxModel.Attribute.of("epsilon", (float) config.layerNormEps());
  }
}
