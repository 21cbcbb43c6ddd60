package dev.tidemark.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.testing.Seeds;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Against the definitions of the formats, in doubles, and the nearest value by search. */
class ElementTypeTest {

  private static final int HALF_INFINITY = 0x7C00;
  private static final int BFLOAT_INFINITY = 0x7F80;

  @Test
  void everyHalfIsReadAsItIsDefinedAndComesBack() {
    for (int bits = 0; bits <= 0xFFFF; bits++) {
      float value = Float16.toFloat((short) bits);
      int magnitude = bits & 0x7FFF;
      if (magnitude > HALF_INFINITY) {
        assertThat(value).as("half %04x", bits).isNaN();
        assertThat(Float16.fromFloat(value) & 0x7FFF).isGreaterThan(HALF_INFINITY);
        continue;
      }
      double expected = magnitude == HALF_INFINITY ? Double.POSITIVE_INFINITY : half(magnitude);
      assertThat((double) value)
          .as("half %04x", bits)
          .isEqualTo(bits == magnitude ? expected : -expected);
      assertThat(Float16.fromFloat(value)).as("half %04x", bits).isEqualTo((short) bits);
    }
  }

  @Test
  void everyBfloatIsReadAsItIsDefinedAndComesBack() {
    for (int bits = 0; bits <= 0xFFFF; bits++) {
      float value = bfloat(bits);
      int magnitude = bits & 0x7FFF;
      if (magnitude > BFLOAT_INFINITY) {
        assertThat(value).as("bfloat %04x", bits).isNaN();
        assertThat(toBfloat(value) & 0x7FFF).isGreaterThan(BFLOAT_INFINITY);
        continue;
      }
      double expected =
          magnitude == BFLOAT_INFINITY ? Double.POSITIVE_INFINITY : bfloatMagnitude(magnitude);
      assertThat((double) value)
          .as("bfloat %04x", bits)
          .isEqualTo(bits == magnitude ? expected : -expected);
      assertThat(toBfloat(value)).as("bfloat %04x", bits).isEqualTo(bits);
    }
  }

  /** Half way between two halves, and the floats just beside it, for every pair. */
  @Test
  void atEveryTieOfTheHalvesTheEvenOneIsTaken() {
    for (int lower = 0; lower < HALF_INFINITY; lower++) {
      float middle = (float) ((half(lower) + half(lower + 1)) / 2);
      int even = lower % 2 == 0 ? lower : lower + 1;
      assertThat((int) Float16.fromFloat(middle)).as("tie above %04x", lower).isEqualTo(even);
      assertThat((int) Float16.fromFloat(Math.nextDown(middle))).isEqualTo(lower);
      assertThat((int) Float16.fromFloat(Math.nextUp(middle))).isEqualTo(lower + 1);
      assertThat(Float16.fromFloat(-middle) & 0xFFFF).isEqualTo(even | 0x8000);
    }
  }

  @Test
  void atEveryTieOfTheBfloatsTheEvenOneIsTaken() {
    for (int lower = 0; lower < BFLOAT_INFINITY; lower++) {
      float middle = (float) ((bfloatMagnitude(lower) + bfloatMagnitude(lower + 1)) / 2);
      int even = lower % 2 == 0 ? lower : lower + 1;
      assertThat(toBfloat(middle)).as("tie above %04x", lower).isEqualTo(even);
      assertThat(toBfloat(Math.nextDown(middle))).isEqualTo(lower);
      assertThat(toBfloat(Math.nextUp(middle))).isEqualTo(lower + 1);
      assertThat(toBfloat(-middle)).isEqualTo(even | 0x8000);
    }
  }

  @Test
  void anyFloatBecomesTheNearest() {
    Random random = Seeds.random("ElementTypeTest.anyFloatBecomesTheNearest");
    for (int i = 0; i < 200_000; i++) {
      // Any bits at all, and (as halves reach only so far) numbers around 1.
      float value =
          i % 2 == 0
              ? Float.intBitsToFloat(random.nextInt())
              : (float) (random.nextGaussian() * Math.pow(2, random.nextInt(40) - 26));
      if (Float.isNaN(value)) {
        assertThat(Float16.toFloat(Float16.fromFloat(value))).isNaN();
        assertThat(bfloat(toBfloat(value))).isNaN();
        continue;
      }
      int sign = Float.floatToRawIntBits(value) < 0 ? 0x8000 : 0;
      assertThat(Float16.fromFloat(value) & 0xFFFF)
          .as("half of %s", value)
          .isEqualTo(sign | nearest(Math.abs(value), ElementTypeTest::half, HALF_INFINITY));
      assertThat(toBfloat(value))
          .as("bfloat of %s", value)
          .isEqualTo(
              sign | nearest(Math.abs(value), ElementTypeTest::bfloatMagnitude, BFLOAT_INFINITY));
    }
  }

  @Test
  void whatIsTooLargeBecomesInfiniteAndNanStaysNan() {
    assertThat(Float16.toFloat(Float16.fromFloat(65519.99f))).isEqualTo(65504f);
    assertThat(Float16.toFloat(Float16.fromFloat(65520f))).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Float16.toFloat(Float16.fromFloat(-1e9f))).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(bfloat(toBfloat(Float.MAX_VALUE))).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(bfloat(toBfloat(-Float.MAX_VALUE))).isEqualTo(Float.NEGATIVE_INFINITY);
    // NaNs whose only set bits are the lowest, and those that rounding up would carry away.
    for (int bits : new int[] {0x7F800001, 0x7FFFFFFF, 0xFF800001, 0xFFFFFFFF}) {
      float nan = Float.intBitsToFloat(bits);
      assertThat(bfloat(toBfloat(nan))).as("bfloat of NaN %x", bits).isNaN();
      assertThat(Float16.toFloat(Float16.fromFloat(nan))).as("half of NaN %x", bits).isNaN();
    }
  }

  /** The value of a positive half; that of infinity is where the next power of two would be. */
  private static double half(int bits) {
    int exponent = bits >>> 10;
    int fraction = bits & 0x3FF;
    return exponent == 0
        ? fraction * Math.pow(2, -24)
        : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
  }

  private static double bfloatMagnitude(int bits) {
    int exponent = bits >>> 7;
    int fraction = bits & 0x7F;
    return exponent == 0
        ? fraction * Math.pow(2, -133)
        : (1 + fraction / 128.0) * Math.pow(2, exponent - 127);
  }

  /** Of the two values that enclose a magnitude the nearer, of equally near ones the even. */
  private static int nearest(double magnitude, IntToDoubleFunction value, int infinity) {
    int lower = 0;
    int upper = infinity;
    if (magnitude >= value.applyAsDouble(infinity)) {
      return infinity;
    }
    while (upper - lower > 1) {
      int middle = (lower + upper) / 2;
      if (value.applyAsDouble(middle) <= magnitude) {
        lower = middle;
      } else {
        upper = middle;
      }
    }
    double below = magnitude - value.applyAsDouble(lower);
    double above = value.applyAsDouble(upper) - magnitude;
    return below < above || (below == above && lower % 2 == 0) ? lower : upper;
  }

  private static float bfloat(int bits) {
    byte[] little = {(byte) bits, (byte) (bits >>> 8)};
    return ElementType.BF16.decode(ByteBuffer.wrap(little))[0];
  }

  private static int toBfloat(float value) {
    ByteBuffer little = ElementType.BF16.encode(new float[] {value});
    return (little.get(0) & 0xFF) | (little.get(1) & 0xFF) << 8;
  }

  /** All numbers arrive, in order, however many pieces they are converted in. */
  @Test
  void aTensorOfManyPiecesIsConvertedAsItsNumbersAre() {
    float[] values = new float[(1 << 15) + 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.37f - 5000;
    }
    Tensor exact = Tensor.of("t", new long[] {values.length}, values);
    for (ElementType low : List.of(ElementType.F16, ElementType.BF16)) {
      Tensor converted = exact.as(low);
      assertThat(converted.data()).isEqualTo(low.encode(values));
      assertThat(converted.as(ElementType.F32).floats()).containsExactly(converted.floats());
    }
    assertThat(exact.as(ElementType.F32).floats()).containsExactly(values);
  }
}
