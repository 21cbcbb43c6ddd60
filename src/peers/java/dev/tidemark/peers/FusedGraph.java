package dev.tidemark.peers;

import dev.tidemark.model.checkpoint.Checkpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * BERT in ONNX Runtime's own operators: what {@code onnxruntime.transformers.optimizer} makes of an
 * exported model, and {@code quantize_dynamic} of that.
 */
final class FusedGraph extends Bert {

  FusedGraph(Checkpoint checkpoint, Products.Kind products) {
    super(checkpoint, products);
  }

  @Override
  String embed(String ids, String types) {
    return onnx.apply(
            OnnxModel.MICROSOFT,
            "EmbedLayerNormalization",
            List.of(
                int32(ids),
                int32(types),
                weights.asIs("embeddings.word_embeddings.weight"),
                weights.asIs("embeddings.position_embeddings.weight"),
                weights.asIs("embeddings.token_type_embeddings.weight"),
                weights.asIs("embeddings.LayerNorm.weight"),
                weights.asIs("embeddings.LayerNorm.bias")),
            2,
            epsilon())
        .get(0);
  }

  @Override
  String padding(String mask) {
    return int32(mask);
  }

  @Override
  String layer(String x, String padding, String name) {
    String mixed = attend(x, padding, name + ".attention.self");
    String attended = products.multiply(mixed, weights.matrix(name + ".attention.output.dense"));
    String y =
        skip(attended, x, name + ".attention.output.dense", name + ".attention.output.LayerNorm");
    String up = products.multiply(y, weights.matrix(name + ".intermediate.dense"));
    String active =
        onnx.applyFused("BiasGelu", List.of(up, weights.asIs(name + ".intermediate.dense.bias")));
    String down = products.multiply(active, weights.matrix(name + ".output.dense"));
    return skip(down, y, name + ".output.dense", name + ".output.LayerNorm");
  }

  private String attend(String x, String padding, String self) {
    Weights.Matrix matrix = weights.attentionMatrix(self);
    String bias = weights.attentionBias(self);
    OnnxModel.Attribute heads = OnnxModel.Attribute.of("num_heads", (long) config.heads());
    List<String> inputs = new ArrayList<>();
    if (products instanceof Products.Float32 exact) {
      inputs.addAll(List.of(x, exact.constant(matrix), bias, padding));
      return onnx.applyFused("Attention", inputs, heads);
    }
    Products.Int8 low = (Products.Int8) products;
    List<String> input = low.quantise(x);
    Products.Int8.Constant weight = low.constant(matrix);
    inputs.addAll(List.of(input.get(0), weight.values(), bias, input.get(1), weight.scale()));
    inputs.addAll(List.of(padding, input.get(2), weight.zero()));
    return onnx.applyFused("QAttention", inputs, heads);
  }

  private String skip(String x, String residual, String dense, String norm) {
    return onnx.applyFused(
        "SkipLayerNormalization",
        List.of(
            x,
            residual,
            weights.asIs(norm + ".weight"),
            weights.asIs(norm + ".bias"),
            weights.asIs(dense + ".bias")),
        epsilon());
  }

  private String int32(String integers) {
    return onnx.apply(
        "Cast", List.of(integers), OnnxModel.Attribute.of("to", OnnxModel.Type.INT32.code));
  }
}
