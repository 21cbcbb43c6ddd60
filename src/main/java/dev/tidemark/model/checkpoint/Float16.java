package dev.tidemark.model.checkpoint;

/**
 * IEEE 754 binary16, which the JDK knows only from release 20 on ({@code Float.float16ToFloat}).
 */
final class Float16 {

  private static final int INFINITY = 0x7C00;

  private Float16() {}

  static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1F;
    int mantissa = half & 0x3FF;
    if (exponent == 0x1F) {
      return Float.intBitsToFloat(sign | 0x7F800000 | mantissa << 13);
    }
    if (exponent == 0) { // zero or subnormal: mantissa × 2^-24, exact in a float
      float magnitude = mantissa * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | (exponent + 112) << 23 | mantissa << 13);
  }

  /** Rounds to nearest, ties to even; what is too large becomes infinite. */
  static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7FFFFFFF;
    if (magnitude > 0x7F800000) {
      return (short) (sign | INFINITY | 0x200);
    }
    if (magnitude >= 0x477FF000) { // 65520, half way above the largest half
      return (short) (sign | INFINITY);
    }
    if (magnitude
        < 0x38800000) { // below 2^-14: subnormal; adding 0.5 leaves the rounded multiple of 2^-24
      int rounded = Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + 0.5f);
      return (short) (sign | (rounded - Float.floatToRawIntBits(0.5f)));
    }
    int rounded = magnitude + 0xFFF + ((magnitude >>> 13) & 1);
    return (short) (sign | ((rounded - (112 << 23)) >>> 13));
  }
}
