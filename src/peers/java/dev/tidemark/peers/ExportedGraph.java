package dev.tidemark.peers;

import dev.tidemark.model.checkpoint.Checkpoint;
import java.util.List;

/**
 * BERT in standard operators, as PyTorch's exporter writes it; ONNX Runtime fuses what it
 * recognises when it loads the file.
 */
final class ExportedGraph extends Bert {

  ExportedGraph(Checkpoint checkpoint, Products.Kind products) {
    super(checkpoint, products);
  }

  @Override
  String embed(String ids, String types) {
    String words =
        onnx.apply("Gather", List.of(weights.asIs("embeddings.word_embeddings.weight"), ids));
    String kinds =
        onnx.apply(
            "Gather", List.of(weights.asIs("embeddings.token_type_embeddings.weight"), types));
    String shape = onnx.apply("Shape", List.of(ids));
    String length = onnx.apply("Gather", List.of(shape, onnx.integers(1)));
    String places =
        onnx.apply(
            "Slice",
            List.of(
                weights.asIs("embeddings.position_embeddings.weight"),
                onnx.integers(0),
                length,
                onnx.integers(0)));
    String sum = onnx.apply("Add", List.of(words, kinds));
    return normalise(onnx.apply("Add", List.of(sum, places)), "embeddings.LayerNorm");
  }

  /** What is added to the scores: 0 for tokens, hugely negative for padding. */
  @Override
  String padding(String mask) {
    String wide = onnx.apply("Unsqueeze", List.of(mask, onnx.integers(1, 2)));
    String number =
        onnx.apply("Cast", List.of(wide), OnnxModel.Attribute.of("to", OnnxModel.Type.FLOAT.code));
    String beyond = onnx.apply("Sub", List.of(onnx.scalar(1), number));
    return onnx.apply("Mul", List.of(beyond, onnx.scalar(-Float.MAX_VALUE)));
  }

  @Override
  String layer(String x, String padding, String name) {
    String self = name + ".attention.self";
    int headSize = config.hiddenSize() / config.heads();
    String query = heads(dense(x, self + ".query"), 0, 2, 1, 3);
    String key = heads(dense(x, self + ".key"), 0, 2, 3, 1);
    String value = heads(dense(x, self + ".value"), 0, 2, 1, 3);
    String scores = onnx.apply("MatMul", List.of(query, key));
    String scaled = onnx.apply("Div", List.of(scores, onnx.scalar((float) Math.sqrt(headSize))));
    String masked = onnx.apply("Add", List.of(scaled, padding));
    String shares = onnx.apply("Softmax", List.of(masked), OnnxModel.Attribute.of("axis", -1L));
    String mixed = onnx.apply("MatMul", List.of(shares, value));
    String back =
        onnx.apply("Transpose", List.of(mixed), OnnxModel.Attribute.of("perm", 0, 2, 1, 3));
    String joined = onnx.apply("Reshape", List.of(back, onnx.integers(0, 0, config.hiddenSize())));
    String attended = dense(joined, name + ".attention.output.dense");
    String y =
        normalise(onnx.apply("Add", List.of(attended, x)), name + ".attention.output.LayerNorm");
    String up = gelu(dense(y, name + ".intermediate.dense"));
    String down = dense(up, name + ".output.dense");
    return normalise(onnx.apply("Add", List.of(down, y)), name + ".output.LayerNorm");
  }

  private String dense(String x, String name) {
    String product = products.multiply(x, weights.matrix(name));
    return onnx.apply("Add", List.of(product, weights.asIs(name + ".bias")));
  }

  private String heads(String x, long... order) {
    String split =
        onnx.apply(
            "Reshape",
            List.of(x, onnx.integers(0, 0, config.heads(), config.hiddenSize() / config.heads())));
    return onnx.apply("Transpose", List.of(split), OnnxModel.Attribute.of("perm", order));
  }

  private String normalise(String x, String name) {
    return onnx.apply(
        "LayerNormalization",
        List.of(x, weights.asIs(name + ".weight"), weights.asIs(name + ".bias")),
        OnnxModel.Attribute.of("axis", -1L),
        epsilon());
  }

  /** x (1 + erf(x / √2)) / 2, in the order in which ONNX Runtime looks for it. */
  private String gelu(String x) {
    String ratio = onnx.apply("Div", List.of(x, onnx.scalar((float) Math.sqrt(2))));
    String erf = onnx.apply("Erf", List.of(ratio));
    String sum = onnx.apply("Add", List.of(erf, onnx.scalar(1)));
    String product = onnx.apply("Mul", List.of(x, sum));
    return onnx.apply("Mul", List.of(product, onnx.scalar(0.5f)));
  }
}
