package io.trixter.proxy.cli;

import io.trixter.netem.Network;
import io.trixter.netem.nio.Engine;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.NetworkFaults;
import io.trixter.proxy.model.HostPort;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of flags; a refusal names the value, and picocli the flag. */
final class Values {
  private static final BigInteger MOST =
      BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

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
    return seed(text, BigInteger.ZERO);
  }

  /** A seed of 64 bits, signed or unsigned. */
  static Long anySeed(String text) {
    return seed(text, BigInteger.valueOf(Long.MIN_VALUE));
  }

  private static Long seed(String text, BigInteger least) {
    try {
      BigInteger seed = new BigInteger(ascii(text)); // parseUnsignedLong would refuse -0
      if (seed.compareTo(least) >= 0 && seed.compareTo(MOST) <= 0) {
        return seed.longValue();
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new TypeConversionException(
        "must be an integer between " + least + " and " + MOST + " (got " + text + ")");
  }

  static FaultSpec fault(String text) {
    try {
      return FaultSpec.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  static Network network(String text) {
    try {
      return NetworkFaults.find(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  static Engine engine(String text) {
    try {
      return Engine.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("must be nio, io_uring or auto (got " + text + ")");
    }
  }

  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("must be a path (got " + text + ")");
    }
  }

  /** A host, in the brackets of an IPv6 address or without. */
  static String host(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    return notEmpty(bracketed ? text.substring(1, text.length() - 1) : text);
  }

  static String name(String text) {
    return notEmpty(text);
  }

  private static String notEmpty(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("must not be empty");
    }
    return text;
  }

  /** The text, unless it has other digits than 0 to 9, which Java's parsers would take. */
  static String ascii(String text) {
    if (text.chars().anyMatch(c -> c > '~')) {
      throw new NumberFormatException(text);
    }
    return text;
  }

  static String token(String text) {
    return notEmpty(text);
  }

  /** A number, perhaps out of range: that is refused once all flags have been read. */
  static Double number(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "infinity" -> Double.POSITIVE_INFINITY;
      default -> finite(text);
    };
  }

  private static double finite(String text) {
    try {
      if (text.matches("[0-9.eE+-]+")) { // Java would take 1d, 0x1p3 and blanks too
        return Double.parseDouble(text);
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new TypeConversionException("must be a number (got " + text + ")");
  }
}
