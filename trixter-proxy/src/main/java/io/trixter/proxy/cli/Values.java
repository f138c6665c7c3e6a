package io.trixter.proxy.cli;

import io.trixter.proxy.model.HostPort;
import java.math.BigInteger;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of flags; a refusal names the value, and picocli the flag. */
final class Values {
  private Values() {}

  static HostPort address(String text) {
    try {
      return HostPort.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("must be host:port or [v6]:port (got " + text + ")");
    }
  }

  static HostPort upstream(String text) {
    HostPort address = address(text);
    if (address.port() == 0) {
      throw new TypeConversionException("needs a port (got " + text + ")");
    }
    return address;
  }

  static Long seed(String text) {
    try {
      BigInteger seed = new BigInteger(ascii(text)); // parseUnsignedLong would refuse -0
      if (seed.signum() >= 0 && seed.bitLength() <= Long.SIZE) {
        return seed.longValue();
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new TypeConversionException(
        "must be an integer between 0 and 18446744073709551615 (got " + text + ")");
  }

  /** The text, unless it has other digits than 0 to 9, which Java's parsers would take. */
  static String ascii(String text) {
    if (text.chars().anyMatch(c -> c > '~')) {
      throw new NumberFormatException(text);
    }
    return text;
  }

  static String token(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("must not be empty");
    }
    return text;
  }

  /** A number, perhaps out of range: that is refused once all flags have been read. */
  static Double number(String text) {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "nan":
        return Double.NaN;
      case "inf", "infinity":
        return Double.POSITIVE_INFINITY;
      default:
        break;
    }
    try {
      if (text.matches("[0-9.eE+-]+")) { // Java would take 1d, 0x1p3 and blanks too
        return Double.valueOf(text);
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new TypeConversionException("must be a number (got " + text + ")");
  }
}
