package io.trixter.proxy.fault;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/**
 * An attribute of a {@link FaultType}: its name, unit, range and default. Values are whole numbers
 * ({@link Long}) or fractions ({@link Double}). Immutable.
 */
public final class Attribute {
  private enum Unit {
    MILLISECONDS("ms", 1_000_000),
    MICROSECONDS("µs", 1000),
    KILOBYTES_PER_SECOND("kB/s", 1000),
    BYTES("bytes", 1),
    ONE("", 1),
    FRACTION("", 0);

    private final String symbol;
    private final long scale; // from this unit to the knob's

    Unit(String symbol, long scale) {
      this.symbol = symbol;
      this.scale = scale;
    }

    boolean isTime() {
      return this == MILLISECONDS || this == MICROSECONDS;
    }

    /** What whole numbers of it are called; in ASCII, because standard error may have no more. */
    String whole() {
      return switch (this) {
        case ONE -> "a whole number";
        case MICROSECONDS -> "whole microseconds";
        default -> "whole " + symbol;
      };
    }
  }

  private final String name;
  private final Unit unit;
  private final String help;
  private final Number least;
  private final Number most;
  private final Number defaultValue;
  private final boolean extra;

  private Attribute(
      String name,
      Unit unit,
      String help,
      Number least,
      Number most,
      Number defaultValue,
      boolean extra) {
    this.name = name;
    this.unit = unit;
    this.help = help;
    this.least = least;
    this.most = most;
    this.defaultValue = defaultValue;
    this.extra = extra;
  }

  private static Attribute whole(String name, Unit unit, String help) {
    return new Attribute(name, unit, help, Long.MIN_VALUE, Long.MAX_VALUE, 0L, false);
  }

  /**
   * Returns an attribute that is a time in whole milliseconds, its knob in nanoseconds; below 0
   * counts as 0, the default.
   */
  public static Attribute millis(String name, String help) {
    return whole(name, Unit.MILLISECONDS, help);
  }

  /**
   * Returns an attribute that is a time in whole microseconds, its knob in nanoseconds; below 0
   * counts as 0, the default.
   */
  public static Attribute micros(String name, String help) {
    return whole(name, Unit.MICROSECONDS, help);
  }

  /** Returns an attribute that is a number of bytes; below 0 counts as 0, the default. */
  public static Attribute bytes(String name, String help) {
    return whole(name, Unit.BYTES, help);
  }

  /**
   * Returns an attribute that is a rate in kilobytes of 1000 bytes per second, its knob in bytes;
   * below 0 counts as 0.
   */
  public static Attribute kilobytesPerSecond(String name, String help) {
    return whole(name, Unit.KILOBYTES_PER_SECOND, help);
  }

  /** Returns an attribute that is a number without a unit; below 0 counts as 0, the default. */
  public static Attribute count(String name, String help) {
    return whole(name, Unit.ONE, help);
  }

  /**
   * Returns an attribute that is a fraction from 0.0, the default, to 1.0; its knob holds the bits
   * of the double.
   */
  public static Attribute fraction(String name, String help) {
    return new Attribute(name, Unit.FRACTION, help, 0.0, 1.0, 0.0, false);
  }

  /**
   * Returns this attribute of whole numbers with another range and default.
   *
   * @throws IllegalArgumentException if {@code defaultValue} is out of the range
   */
  public Attribute within(long lowest, long highest, long defaultsTo) {
    Attribute narrow = new Attribute(name, unit, help, lowest, highest, defaultsTo, extra);
    narrow.check(defaultsTo);
    return narrow;
  }

  /**
   * Returns this attribute as one that Toxiproxy's type of that name does not have. Answers of its
   * API leave it out while it is at its default, because clients compare them.
   */
  public Attribute extra() {
    return new Attribute(name, unit, help, least, most, defaultValue, true);
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns the unit, such as {@code ms}; empty where there is none. */
  public String unit() {
    return unit.symbol;
  }

  /** Returns what the attribute says, in one line. */
  public String help() {
    return help;
  }

  /** Returns whether values are whole numbers. */
  public boolean isWhole() {
    return unit != Unit.FRACTION;
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

  /** Returns whether an answer of Toxiproxy's API has this attribute where it is {@code value}. */
  public boolean isAnsweredAt(Number value) {
    return !extra || internal(value) != internal(defaultValue);
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
    return new IllegalArgumentException(name + " must be " + range() + " (got " + value + ")");
  }

  /**
   * Returns which values are taken, as refusals say it, such as {@code whole ms between 0 and 100}.
   */
  public String range() {
    String between = "between " + least + " and " + most;
    return isWhole() ? unit.whole() + " " + between : between;
  }

  /**
   * Returns {@code time} in this attribute's unit.
   *
   * @throws IllegalArgumentException if the attribute is no time, or {@code time} is negative, too
   *     long, or not a multiple of the unit
   */
  public Number of(Duration time) {
    if (!unit.isTime()) {
      throw new IllegalArgumentException(name + " is not a time (got " + time + ")");
    }
    try {
      long nanos = time.toNanos();
      if (nanos >= 0 && nanos % unit.scale == 0) {
        return check(nanos / unit.scale);
      }
    } catch (ArithmeticException tooLong) {
      // refused below
    }
    Duration longest = Duration.ofNanos(Long.MAX_VALUE / unit.scale * unit.scale);
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s must be %s between PT0S and %s (got %s)",
            name,
            unit.whole(),
            longest,
            time));
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
    return atLeastZero > Long.MAX_VALUE / unit.scale ? Long.MAX_VALUE : atLeastZero * unit.scale;
  }

  /** The name and the unit. */
  @Override
  public String toString() {
    return unit.symbol.isEmpty() ? name : name + " (" + unit.symbol + ")";
  }
}
