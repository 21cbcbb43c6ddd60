package dev.tidemark.peers;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ModelConfig;
import dev.tidemark.model.checkpoint.Tensor;

/**
 * A checkpoint's weights as ONNX has them: matrices [in, out], where Hugging Face has [out, in].
 */
final class Weights {

  private final Checkpoint checkpoint;
  private final ModelConfig config;
  private final OnnxModel onnx;

  Weights(Checkpoint checkpoint, OnnxModel onnx) {
    this.checkpoint = checkpoint;
    this.config = checkpoint.config();
    this.onnx = onnx;
  }

  /** A matrix ready to multiply with from the right. */
  record Matrix(String name, float[] values, int in, int out) {}

  /** A tensor as it stands. */
  String asIs(String name) {
    Tensor tensor = tensor(name);
    return onnx.floats(name, tensor.floats(), tensor.shape());
  }

  Matrix matrix(String dense) {
    Tensor tensor = tensor(dense + ".weight");
    int out = (int) tensor.shape()[0];
    int in = (int) tensor.shape()[1];
    float[] values = tensor.floats();
    float[] turned = new float[values.length];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        turned[i * out + o] = values[o * in + i];
      }
    }
    return new Matrix(dense + ".turned", turned, in, out);
  }

  /** Query, key and value of a layer side by side, as one product takes them. */
  Matrix attentionMatrix(String attention) {
    int hidden = config.hiddenSize();
    float[] joined = new float[3 * hidden * hidden];
    for (int part = 0; part < 3; part++) {
      float[] values = matrix(attention + Bert.QUERY_KEY_VALUE.get(part)).values();
      for (int row = 0; row < hidden; row++) {
        System.arraycopy(values, row * hidden, joined, (3 * row + part) * hidden, hidden);
      }
    }
    return new Matrix(attention + ".joined", joined, hidden, 3 * hidden);
  }

  String attentionBias(String attention) {
    int hidden = config.hiddenSize();
    float[] joined = new float[3 * hidden];
    for (int part = 0; part < 3; part++) {
      float[] values = tensor(attention + Bert.QUERY_KEY_VALUE.get(part) + ".bias").floats();
      System.arraycopy(values, 0, joined, part * hidden, hidden);
    }
    return onnx.floats(attention + ".joined.bias", joined, joined.length);
  }

  private Tensor tensor(String name) {
    Tensor tensor = checkpoint.tensors().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the checkpoint has no tensor " + name);
    }
    return tensor;
  }
}
