package dev.tidemark.peers;

import java.util.List;

/** How a graph multiplies by a weight matrix. */
sealed interface Products permits Products.Float32, Products.Int8 {

  /** Which of them. */
  enum Kind {
    FLOAT32,
    INT8;

    Products of(OnnxModel onnx) {
      return this == FLOAT32 ? new Float32(onnx) : new Int8(onnx);
    }
  }

  /** Name of {@code x} times the matrix. */
  String multiply(String x, Weights.Matrix matrix);

  /** The plain product. */
  record Float32(OnnxModel onnx) implements Products {

    @Override
    public String multiply(String x, Weights.Matrix matrix) {
      return onnx.apply("MatMul", List.of(x, constant(matrix)));
    }

    String constant(Weights.Matrix matrix) {
      return onnx.floats(matrix.name(), matrix.values(), matrix.in(), matrix.out());
    }
  }

  /**
   * What {@code onnxruntime.quantization.quantize_dynamic} writes by default: weights as signed
   * bytes with one scale, inputs as unsigned bytes scaled by what they are at each call. ONNX
   * Runtime makes one operator of these when it loads the file.
   */
  record Int8(OnnxModel onnx) implements Products {

    @Override
    public String multiply(String x, Weights.Matrix matrix) {
      List<String> input = quantise(x);
      Constant weight = constant(matrix);
      String sum =
          onnx.apply(
              "MatMulInteger", List.of(input.get(0), weight.values, input.get(2), weight.zero));
      String number =
          onnx.apply("Cast", List.of(sum), OnnxModel.Attribute.of("to", OnnxModel.Type.FLOAT.code));
      String scale = onnx.apply("Mul", List.of(input.get(1), weight.scale));
      return onnx.apply("Mul", List.of(number, scale));
    }

    /** Bytes, scale and zero point of a value. */
    List<String> quantise(String x) {
      return onnx.apply(OnnxModel.STANDARD, "DynamicQuantizeLinear", List.of(x), 3);
    }

    /** A weight matrix in the file. */
    record Constant(String values, String scale, String zero) {}

    Constant constant(Weights.Matrix matrix) {
      float largest = 0;
      for (float value : matrix.values()) {
        largest = Math.max(largest, Math.abs(value));
      }
      float scale = largest == 0 ? 1 : largest / 127;
      byte[] bytes = new byte[matrix.values().length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Math.round(matrix.values()[i] / scale);
      }
      return new Constant(
          onnx.constant(
              matrix.name() + ".int8", OnnxModel.Type.INT8, bytes, matrix.in(), matrix.out()),
          onnx.floats(matrix.name() + ".scale", new float[] {scale}),
          onnx.constant(matrix.name() + ".zero", OnnxModel.Type.INT8, new byte[1]));
    }
  }
}
