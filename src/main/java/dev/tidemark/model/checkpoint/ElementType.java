package dev.tidemark.model.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Number formats of weights, named as safetensors names them. Conversions go through {@code float},
 * which holds every value of each of them exactly.
 */
public enum ElementType {
  F32(4) {
    @Override
    float get(ByteBuffer data, int index) {
      return data.getFloat(index * 4);
    }

    @Override
    void put(ByteBuffer data, float value) {
      data.putFloat(value);
    }
  },
  F16(2) {
    @Override
    float get(ByteBuffer data, int index) {
      return Float16.toFloat(data.getShort(index * 2));
    }

    @Override
    void put(ByteBuffer data, float value) {
      data.putShort(Float16.fromFloat(value));
    }
  },
  BF16(2) {
    @Override
    float get(ByteBuffer data, int index) {
      return Float.intBitsToFloat(data.getShort(index * 2) << 16);
    }

    @Override
    void put(ByteBuffer data, float value) {
      data.putShort(bfloat16(value));
    }
  };

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  abstract float get(ByteBuffer data, int index);

  abstract void put(ByteBuffer data, float value);

  /** The numbers of a little-endian buffer. */
  float[] decode(ByteBuffer data) {
    ByteBuffer little = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (little.position() != 0) {
      little = little.slice().order(ByteOrder.LITTLE_ENDIAN);
    }
    float[] values = new float[little.remaining() / bytes];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(little, i);
    }
    return values;
  }

  /** The numbers as a little-endian buffer, rounded to nearest, ties to even. */
  ByteBuffer encode(float[] values) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(values.length, bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      put(data, value);
    }
    return data.flip();
  }

  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x0040);
    }
    // Adding just under half of the dropped part, plus the lowest kept bit, rounds ties to even.
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }
}
