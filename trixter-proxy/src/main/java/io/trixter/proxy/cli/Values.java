package io.trixter.proxy.cli;

import io.trixter.proxy.HostPort;
import java.util.Locale;
import org.slf4j.event.Level;

/** Reads the values of flags; a refusal names the flag and the value. */
final class Values {
  private static final String LEVELS = "trace, debug, info, warn, error, off";

  private Values() {}

  static HostPort address(Flag flag, String text) throws UsageException {
    try {
      return HostPort.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(flag.text + " must be host:port or [v6]:port (got " + text + ")");
    }
  }

  /** An integer of this range; {@code otherwise} when {@code text} is null. */
  static long integer(Flag flag, String text, long min, long max, long otherwise)
      throws UsageException {
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new UsageException(
        flag.text + " must be an integer between " + min + " and " + max + " (got " + text + ")");
  }

  static long seed(Flag flag, String text) throws UsageException {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new UsageException(
          flag.text + " must be an integer between 0 and 18446744073709551615 (got " + text + ")");
    }
  }

  /** A number, perhaps out of range: that is refused once all flags have been read. */
  static double number(Flag flag, String text) throws UsageException {
    if (text == null) {
      return 0;
    }
    switch (text.toLowerCase(Locale.ROOT)) {
      case "nan":
        return Double.NaN;
      case "inf", "infinity":
        return Double.POSITIVE_INFINITY;
      default:
        break;
    }
    try {
      for (int i = 0; i < text.length(); i++) {
        if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
          throw new NumberFormatException();
        }
      }
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UsageException(flag.text + " must be a number (got " + text + ")");
    }
  }

  static void checkProbability(Flag flag, String text, double probability) throws UsageException {
    if (!(probability >= 0.0 && probability <= 1.0)) {
      throw new UsageException(1, flag.text + " must be between 0.0 and 1.0 (got " + text + ")");
    }
  }

  /** A level, or null for off. */
  static Level level(String source, String text) throws UsageException {
    String name = text.toUpperCase(Locale.ROOT);
    if (name.equals("OFF")) {
      return null;
    }
    for (Level level : Level.values()) {
      if (level.name().equals(name)) {
        return level;
      }
    }
    throw new UsageException(source + " must be one of " + LEVELS + " (got " + text + ")");
  }
}
