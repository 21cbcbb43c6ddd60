package dev.tidemark.stream;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A JSON number that is to be written as it was read, where the JDK's numbers would write another
 * spelling of it: {@code -0}, {@code 1e5}, {@code 1.0E999999999999}.
 */
final class NumberLiteral extends Number {

  /** Beyond this, parsing costs time in the square of the digits, and nobody asked for a value. */
  private static final int LONGEST_PARSED = 200;

  private final String digits;

  private NumberLiteral(String digits) {
    this.digits = digits;
  }

  /**
   * {@code BigInteger} or {@code BigDecimal} where their {@code toString()} gives back these very
   * digits, a literal otherwise.
   *
   * <p>{@code "12345678901234567890"} is a {@code BigInteger}, {@code "1.10"} a {@code BigDecimal},
   * {@code "1e5"} a literal.
   */
  static Number of(String digits) {
    if (digits.length() <= LONGEST_PARSED) {
      try {
        Number number =
            digits.chars().allMatch(c -> c == '-' || Character.isDigit(c))
                ? new BigInteger(digits)
                : new BigDecimal(digits);
        if (number.toString().equals(digits)) {
          return number;
        }
      } catch (NumberFormatException e) {
        return new NumberLiteral(digits); // an exponent no BigDecimal can hold
      }
    }
    return new NumberLiteral(digits);
  }

  @Override
  public int intValue() {
    return (int) doubleValue();
  }

  @Override
  public long longValue() {
    return (long) doubleValue();
  }

  @Override
  public float floatValue() {
    return Float.parseFloat(digits);
  }

  @Override
  public double doubleValue() {
    return Double.parseDouble(digits);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberLiteral literal && literal.digits.equals(digits);
  }

  @Override
  public int hashCode() {
    return digits.hashCode();
  }

  /** The digits as they were read. */
  @Override
  public String toString() {
    return digits;
  }
}
