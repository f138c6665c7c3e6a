package io.trixter.proxy.fault;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * An attribute of a {@link FaultType}: its name, unit, range and default. Values are whole numbers
 * ({@link Long}) or fractions ({@link Double}). Immutable.
 */
public final class Attribute {
  private static final long MILLISECOND = 1_000_000;
  private static final long MICROSECOND = 1_000;

  private final String name;
  private final String unit;
  private final String help;
  private final long scale; // of the internal unit; 0 of a fraction
  private final Number least;
  private final Number most;
  private final Number defaultValue;

  private Attribute(
      String name,
      String unit,
      String help,
      long scale,
      Number least,
      Number most,
      Number defaultValue) {
    this.name = name;
    this.unit = unit;
    this.help = help;
    this.scale = scale;
    this.least = least;
    this.most = most;
    this.defaultValue = defaultValue;
  }

  private static Attribute whole(String name, String unit, String help, long scale) {
    return new Attribute(name, unit, help, scale, Long.MIN_VALUE, Long.MAX_VALUE, 0L);
  }

  /** A time in whole milliseconds, internally in nanoseconds; below 0 counts as 0, the default. */
  public static Attribute millis(String name, String help) {
    return whole(name, "ms", help, MILLISECOND);
  }

  /** A time in whole microseconds, internally in nanoseconds; below 0 counts as 0, the default. */
  public static Attribute micros(String name, String help) {
    return whole(name, "µs", help, MICROSECOND);
  }

  /** A number of bytes; below 0 counts as 0, the default. */
  public static Attribute bytes(String name, String help) {
    return whole(name, "bytes", help, 1);
  }

  /** A rate in kilobytes of 1000 bytes per second, internally in bytes; below 0 counts as 0. */
  public static Attribute kilobytesPerSecond(String name, String help) {
    return whole(name, "kB/s", help, 1000);
  }

  /** A number without a unit; below 0 counts as 0, the default. */
  public static Attribute count(String name, String help) {
    return whole(name, "", help, 1);
  }

  /** A fraction from 0.0, the default, to 1.0, internally its bits. */
  public static Attribute fraction(String name, String help) {
    return new Attribute(name, "", help, 0, 0.0, 1.0, 0.0);
  }

  /**
   * Returns this attribute of whole numbers with another range and default.
   *
   * @throws IllegalArgumentException if {@code defaultValue} is out of the range
   */
  public Attribute within(long lowest, long highest, long defaultsTo) {
    Attribute narrow = new Attribute(name, unit, help, scale, lowest, highest, defaultsTo);
    narrow.check(defaultsTo);
    return narrow;
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns the unit, such as {@code ms}; empty where there is none. */
  public String unit() {
    return unit;
  }

  /** Returns what the attribute says, in one line. */
  public String help() {
    return help;
  }

  /** Returns whether values are whole numbers. */
  public boolean isWhole() {
    return scale != 0;
  }

  /** Returns the lowest value. */
  public Number least() {
    return least;
  }

  /** Returns the highest value. */
  public Number most() {
    return most;
  }

  /** Returns the value of a fault that does not give one. */
  public Number defaultValue() {
    return defaultValue;
  }

  /**
   * Returns {@code value} as a {@link Long}, or of a fraction as a {@link Double}.
   *
   * @throws IllegalArgumentException if it is out of range, not a number, or not whole
   */
  public Number check(Number value) {
    try {
      BigDecimal exact = new BigDecimal(value.toString());
      BigDecimal low = new BigDecimal(least.toString());
      if (exact.compareTo(low) >= 0 && exact.compareTo(new BigDecimal(most.toString())) <= 0) {
        return isWhole() ? (Number) exact.longValueExact() : (Number) exact.doubleValue();
      }
    } catch (NumberFormatException infinite) {
      // refused below
    } catch (ArithmeticException notWhole) {
      // refused below
    }
    throw refusal(value);
  }

  private IllegalArgumentException refusal(Object value) {
    return new IllegalArgumentException(
        name
            + (isWhole() ? " must be a whole number" : " must be")
            + " between "
            + least
            + " and "
            + most
            + " (got "
            + value
            + ")");
  }

  /**
   * Returns {@code time} in this attribute's unit.
   *
   * @throws IllegalArgumentException if it is negative, or not a multiple of the unit
   */
  public Number of(Duration time) {
    try {
      long nanos = time.toNanos();
      if (nanos >= 0 && scale > 1 && nanos % scale == 0) {
        return check(nanos / scale);
      }
    } catch (ArithmeticException tooLong) {
      // refused below
    }
    throw new IllegalArgumentException(
        name
            + " must be whole "
            + unit
            + ", between 0 and "
            + Duration.ofNanos(Long.MAX_VALUE)
            + " (got "
            + time
            + ")");
  }

  /**
   * Reads a value as a command line has it.
   *
   * @throws IllegalArgumentException if it is not a number, or out of range
   */
  public Number parse(String text) {
    if (!text.matches("[0-9.eE+-]+")) { // Java would take other digits too
      throw refusal(text);
    }
    try {
      return check(new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw refusal(text);
    }
  }

  /**
   * Returns what the attribute's knob holds for {@code value}: of whole numbers the value in bytes
   * or nanoseconds, at least 0 and at most {@code Long.MAX_VALUE}; of fractions the bits.
   */
  public long internal(Number value) {
    if (!isWhole()) {
      return Double.doubleToLongBits(value.doubleValue() + 0.0); // makes -0.0 the 0.0 that is off
    }
    long atLeastZero = Math.max(0, value.longValue());
    return atLeastZero > Long.MAX_VALUE / scale ? Long.MAX_VALUE : atLeastZero * scale;
  }

  /** The name and the unit. */
  @Override
  public String toString() {
    return unit.isEmpty() ? name : name + " (" + unit + ")";
  }
}
