package io.trixter.netem.kernel;

import io.trixter.netem.kernel.FaultEvent.Kind;
import java.util.List;

/**
 * The directions that an event of each kind may have: that of the rule that acted, in a proxy
 * behind the direction of the bytes.
 */
final class EventDirections {
  private static final List<String> STREAM =
      List.of(
          "read",
          "write",
          "upstream read",
          "upstream write",
          "downstream read",
          "downstream write");
  private static final List<String> OPENING = List.of("open", "upstream open", "downstream open");
  private static final List<String> FAULT = List.of("upstream", "downstream");

  private EventDirections() {}

  /** Returns the directions that an event of that kind may have. */
  static List<String> of(Kind kind) {
    return switch (kind) {
      case GARBAGE, FLIP, TERMINATED, LOSS -> STREAM;
      case REFUSED, RESET, HUNG, DELAYED -> OPENING;
      case TOXICITY -> FAULT;
    };
  }
}
