package dev.tidemark.model.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A named array of weights.
 *
 * @param name as in the checkpoint, e.g. {@code encoder.layer.0.attention.self.query.weight}
 * @param type number format of {@code data}
 * @param shape sizes, outermost first
 * @param data the numbers, row-major, little-endian, from position 0 to the limit; read only
 */
public record Tensor(String name, ElementType type, long[] shape, ByteBuffer data) {

  public Tensor {
    data = data.asReadOnlyBuffer();
    if (data.remaining() != Math.multiplyExact(count(shape), type.bytes())) {
      throw new CheckpointException(
          "tensor %s of shape %s and type %s holds %d bytes"
              .formatted(name, Arrays.toString(shape), type, data.remaining()));
    }
  }

  public static Tensor of(String name, long[] shape, float[] values) {
    return new Tensor(name, ElementType.F32, shape, ElementType.F32.encode(values));
  }

  /** How many numbers. */
  public long count() {
    return count(shape);
  }

  public float[] floats() {
    return type.decode(data);
  }

  public Tensor as(ElementType wanted) {
    return type == wanted ? this : new Tensor(name, wanted, shape, type.convert(data, wanted));
  }

  public Tensor named(String other) {
    return new Tensor(other, type, shape, data);
  }

  static long count(long[] shape) {
    long count = 1;
    for (long size : shape) {
      count = Math.multiplyExact(count, size);
    }
    return count;
  }
}
