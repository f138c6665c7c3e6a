package io.trixter.proxy;

import java.time.Duration;

/** Refuses what is out of range, naming the rule and the value. */
final class Checks {
  private Checks() {}

  static void that(boolean right, String rule, Object got) {
    if (!right) {
      throw new IllegalArgumentException(rule + " (got " + got + ")");
    }
  }

  /** Returns the duration in nanoseconds; -1 if they are more than a {@code long} holds. */
  static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return -1;
    }
  }
}
