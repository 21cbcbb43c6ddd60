package dev.tidemark.app.cli;

import java.math.BigDecimal;

/**
 * What numbers an option takes: a value outside is an error that names the option and the bound.
 */
public final class Bounds {

  private Bounds() {}

  /**
   * For counts and the like.
   *
   * @throws UsageException when the value is less, or not a number
   */
  public static void atLeast(String option, double value, double least) {
    if (!(value >= least) || Double.isInfinite(value)) {
      throw wrong(option, value, "must be at least " + plain(least));
    }
  }

  /**
   * For rates and the like.
   *
   * @throws UsageException when the value is zero or less, or not a number
   */
  public static void positive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw wrong(option, value, "must be greater than 0");
    }
  }

  /**
   * For shares.
   *
   * @throws UsageException when the value is not from {@code least} to {@code most}, both included
   */
  public static void within(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw wrong(option, value, "must be from %s to %s".formatted(plain(least), plain(most)));
    }
  }

  /**
   * For shares of which something must be left.
   *
   * @throws UsageException when the value is not from 0 up to, but not, 1
   */
  public static void lessThanAll(String option, double value) {
    if (!(value >= 0 && value < 1)) {
      throw wrong(option, value, "must be from 0 to less than 1");
    }
  }

  private static UsageException wrong(String option, double value, String what) {
    return new UsageException("%s %s: %s".formatted(option, plain(value), what));
  }

  /** As somebody would write it: 3, not 3.0. */
  private static String plain(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
