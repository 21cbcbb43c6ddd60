package dev.tidemark.model.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/**
 * Number formats of weights, named as safetensors names them. Conversions go through {@code float},
 * which holds every value of each of them exactly.
 */
public enum ElementType {
  F32(4) {
    @Override
    void read(ByteBuffer from, float[] to, int count) {
      from.asFloatBuffer().get(to, 0, count);
    }

    @Override
    void write(float[] from, int count, ByteBuffer to) {
      to.asFloatBuffer().put(from, 0, count);
    }
  },
  F16(2) {
    @Override
    void read(ByteBuffer from, float[] to, int count) {
      short[] halves = shorts(from, count);
      for (int i = 0; i < count; i++) {
        to[i] = Float16.toFloat(halves[i]);
      }
    }

    @Override
    void write(float[] from, int count, ByteBuffer to) {
      short[] halves = new short[count];
      for (int i = 0; i < count; i++) {
        halves[i] = Float16.fromFloat(from[i]);
      }
      to.asShortBuffer().put(halves);
    }
  },
  BF16(2) {
    @Override
    void read(ByteBuffer from, float[] to, int count) {
      short[] halves = shorts(from, count);
      for (int i = 0; i < count; i++) {
        to[i] = Float.intBitsToFloat(halves[i] << 16);
      }
    }

    @Override
    void write(float[] from, int count, ByteBuffer to) {
      short[] halves = new short[count];
      for (int i = 0; i < count; i++) {
        halves[i] = bfloat16(from[i]);
      }
      to.asShortBuffer().put(halves);
    }
  };

  /**
   * Converted at a time. Numbers move between buffers and arrays in bulk: one by one costs several
   * times as much where HotSpot's second compiler does not run, and a model has tens of millions.
   */
  private static final int PIECE = 1 << 14;

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** The next numbers, from the position of a little-endian buffer, which stays. */
  abstract void read(ByteBuffer from, float[] to, int count);

  /** At the position of a little-endian buffer, which stays; to nearest, ties to even. */
  abstract void write(float[] from, int count, ByteBuffer to);

  /** The numbers of a little-endian buffer. */
  float[] decode(ByteBuffer data) {
    ByteBuffer little = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[little.remaining() / bytes];
    read(little, values, values.length);
    return values;
  }

  /** The numbers as a little-endian buffer, rounded to nearest, ties to even. */
  ByteBuffer encode(float[] values) {
    ByteBuffer data =
        ByteBuffer.allocate(Math.multiplyExact(values.length, bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    write(values, values.length, data);
    return data;
  }

  /** The same numbers in another format, with no copy of all of them on the way. */
  ByteBuffer convert(ByteBuffer data, ElementType wanted) {
    ByteBuffer from = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int count = from.remaining() / bytes;
    ByteBuffer to =
        ByteBuffer.allocate(Math.multiplyExact(count, wanted.bytes)).order(ByteOrder.LITTLE_ENDIAN);
    float[] piece = new float[Math.min(PIECE, count)];
    for (int done = 0; done < count; done += PIECE) {
      int now = Math.min(PIECE, count - done);
      read(from, piece, now);
      wanted.write(piece, now, to);
      from.position(from.position() + now * bytes);
      to.position(to.position() + now * wanted.bytes);
    }
    return to.flip();
  }

  private static short[] shorts(ByteBuffer from, int count) {
    ShortBuffer buffer = from.asShortBuffer();
    short[] values = new short[count];
    buffer.get(values);
    return values;
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
