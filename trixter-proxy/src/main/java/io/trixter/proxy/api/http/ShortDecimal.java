package io.trixter.proxy.api.http;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in the shortest decimal form that reads back as the same: {@code 1}, {@code 0.1}. */
final class ShortDecimal {
  private static final int FLOAT_DIGITS = 9;
  private static final int DOUBLE_DIGITS = 17;
  private static final double PLAIN_FROM = 1e-6;
  private static final double PLAIN_BELOW = 1e21;

  private ShortDecimal() {}

  /** A float or a double, finite; {@code Float.toString} is not the shortest before JDK 19. */
  static String of(Number value) {
    double number = value.doubleValue();
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString((long) number);
    }
    BigDecimal exact = new BigDecimal(number);
    int most = value instanceof Float ? FLOAT_DIGITS : DOUBLE_DIGITS;
    for (int digits = 1; digits <= most; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits)).stripTrailingZeros();
      boolean same =
          value instanceof Float
              ? rounded.floatValue() == value.floatValue()
              : rounded.doubleValue() == number;
      if (same) {
        return text(rounded, Math.abs(number));
      }
    }
    return exact.toString();
  }

  private static String text(BigDecimal number, double size) {
    boolean plain = size >= PLAIN_FROM && size < PLAIN_BELOW;
    return plain ? number.toPlainString() : number.toString();
  }
}
