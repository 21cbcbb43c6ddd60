package dev.tidemark.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX file in the making. Values go by names; each operator returns the name of its result.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3">field numbers</a>
 */
final class OnnxModel {

  /** Operators that only ONNX Runtime has. */
  static final String MICROSOFT = "com.microsoft";

  static final String STANDARD = "";

  /** Knows LayerNormalization; what exporters of the day write. */
  private static final int OPSET = 17;

  private static final int IR_VERSION = 8;

  /** {@code TensorProto.DataType}. */
  enum Type {
    FLOAT(1),
    UINT8(2),
    INT8(3),
    INT32(6),
    INT64(7);

    final int code;

    Type(int code) {
      this.code = code;
    }
  }

  private final Protobuf graph = new Protobuf();
  private int count;

  /** A parameter of a node: {@code AttributeProto}. */
  record Attribute(String name, Object value) {

    Protobuf message() {
      Protobuf message = new Protobuf().text(1, name);
      if (value instanceof Float number) {
        return message.number(2, number).integer(20, 1);
      }
      if (value instanceof Long integer) {
        return message.integer(3, integer).integer(20, 2);
      }
      for (long element : (long[]) value) {
        message.integer(8, element);
      }
      return message.integer(20, 7);
    }

    static Attribute of(String name, long value) {
      return new Attribute(name, value);
    }

    static Attribute of(String name, float value) {
      return new Attribute(name, value);
    }

    static Attribute of(String name, long... values) {
      return new Attribute(name, values);
    }
  }

  /** A standard operator with one result. */
  String apply(String operator, List<String> inputs, Attribute... attributes) {
    return apply(STANDARD, operator, inputs, 1, attributes).get(0);
  }

  /** An operator of ONNX Runtime with one result. */
  String applyFused(String operator, List<String> inputs, Attribute... attributes) {
    return apply(MICROSOFT, operator, inputs, 1, attributes).get(0);
  }

  /**
   * Any operator.
   *
   * @param inputs an empty name leaves an optional one out
   * @return names of its results
   */
  List<String> apply(
      String domain, String operator, List<String> inputs, int results, Attribute... attributes) {
    String name = operator + "_" + count++;
    List<String> outputs =
        java.util.stream.IntStream.range(0, results).mapToObj(i -> name + "_" + i).toList();
    Protobuf node = new Protobuf();
    inputs.forEach(input -> node.text(1, input));
    outputs.forEach(output -> node.text(2, output));
    node.text(3, name).text(4, operator);
    for (Attribute attribute : attributes) {
      node.message(5, attribute.message());
    }
    graph.message(1, node.text(7, domain));
    return outputs;
  }

  /** A constant of floats. */
  String floats(String name, float[] values, long... shape) {
    ByteBuffer data =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return constant(name, Type.FLOAT, data.array(), shape);
  }

  /** A single float. */
  String scalar(float value) {
    return floats("scalar_" + count++, new float[] {value});
  }

  /** A list of whole numbers, such as a shape. */
  String integers(long... values) {
    ByteBuffer data =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    return constant("integers_" + count++, Type.INT64, data.array(), values.length);
  }

  /** A single whole number. */
  String integer(long value) {
    byte[] data =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return constant("integer_" + count++, Type.INT64, data);
  }

  String constant(String name, Type type, byte[] littleEndian, long... shape) {
    Protobuf tensor = new Protobuf();
    for (long size : shape) {
      tensor.integer(1, size);
    }
    graph.message(5, tensor.integer(2, type.code).text(8, name).bytes(9, littleEndian));
    return name;
  }

  /** Declares an input; a null size is free. */
  String input(String name, Type type, @Nullable Long... shape) {
    graph.message(11, value(name, type, shape));
    return name;
  }

  /** Declares an existing value as an output. */
  void output(String name, Type type, @Nullable Long... shape) {
    graph.message(12, value(name, type, shape));
  }

  private static Protobuf value(String name, Type type, @Nullable Long... sizes) {
    Protobuf shape = new Protobuf();
    for (int i = 0; i < sizes.length; i++) {
      Long size = sizes[i];
      Protobuf dimension = new Protobuf();
      shape.message(1, size == null ? dimension.text(2, "d" + i) : dimension.integer(1, size));
    }
    Protobuf tensor = new Protobuf().integer(1, type.code).message(2, shape);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }

  /** The file. */
  byte[] toBytes() {
    graph.text(2, "encoder");
    return new Protobuf()
        .integer(1, IR_VERSION)
        .text(2, "tidemark")
        .message(7, graph)
        .message(8, new Protobuf().text(1, STANDARD).integer(2, OPSET))
        .message(8, new Protobuf().text(1, MICROSOFT).integer(2, 1))
        .toBytes();
  }
}
