package io.trixter.proxy.fault;

import io.trixter.proxy.model.Direction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a fault as the command line has it: {@code TYPE[:key=value,...]}. */
final class FaultText {
  private FaultText() {}

  static FaultSpec parse(String text) {
    int colon = text.indexOf(':');
    FaultSpec fault = FaultSpec.of(type(colon < 0 ? text : text.substring(0, colon)));
    if (colon < 0) {
      return fault;
    }
    Set<String> given = new HashSet<>();
    for (String pair : text.substring(colon + 1).split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("an attribute must be key=value (got " + pair + ")");
      }
      String key = pair.substring(0, equals);
      if (!given.add(key)) {
        throw new IllegalArgumentException(key + " must be given once (got " + text + ")");
      }
      fault = with(fault, key, pair.substring(equals + 1));
    }
    return fault;
  }

  private static FaultType type(String name) {
    FaultType type = FaultCatalog.find(name);
    if (type == null) {
      String known =
          FaultCatalog.types().stream().map(FaultType::name).collect(Collectors.joining(", "));
      throw new IllegalArgumentException("type must be one of " + known + " (got " + name + ")");
    }
    return type;
  }

  private static FaultSpec with(FaultSpec fault, String key, String value) {
    return switch (key) {
      case "name" -> fault.named(value);
      case "stream" -> fault.toward(direction(value));
      case "toxicity" -> fault.toxicity(number(value));
      default -> {
        fault.type().requireKnown(List.of(key));
        yield fault.with(key, fault.type().attribute(key).parse(value));
      }
    };
  }

  private static Direction direction(String value) {
    Direction direction = Direction.find(value);
    if (direction == null) {
      String what = "stream must be upstream or downstream (got " + value + ")";
      throw new IllegalArgumentException(what);
    }
    return direction;
  }

  private static double number(String value) {
    try {
      if (value.matches("[0-9.eE+-]+")) { // Java would take 1d, 0x1p3 and blanks too
        return Double.parseDouble(value);
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new IllegalArgumentException("toxicity must be a number (got " + value + ")");
  }
}
