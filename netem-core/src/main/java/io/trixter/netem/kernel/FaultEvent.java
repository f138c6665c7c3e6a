package io.trixter.netem.kernel;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One thing that chance did to a connection. It names its place by bytes, not by time, so that it
 * can be done again however the stream is cut.
 *
 * @param owner the proxy or the factory of the connection
 * @param connection the connection's ordinal there, from 0
 * @param direction of the rule that acted: {@code read}, {@code write} or {@code open}, in a proxy
 *     behind the direction of the bytes, as {@code upstream write}; of a toxicity, the direction of
 *     the bytes alone
 * @param fault the fault's name among those of its connection
 * @param at how many bytes had reached the fault's place in the chain since the connection opened;
 *     of a flip, the byte's own position, from 0; of an opening or a toxicity 0
 * @param kind what it did
 * @param first the first of the kind's numbers; 0 where it has none
 * @param second the second of the kind's numbers; 0 where it has none
 */
public record FaultEvent(
    String owner,
    long connection,
    String direction,
    String fault,
    long at,
    Kind kind,
    long first,
    long second) {

  /** What chance did, and the names of the numbers that say how. */
  public enum Kind {
    /** So many bytes, those that {@code draw} makes, came before the next byte. */
    GARBAGE("bytes", "draw"),
    /** That bit of the byte was flipped, 0 the lowest. */
    FLIP("bit", null),
    /** The connection was terminated; {@code flush} is 1 where a flush was what met it. */
    TERMINATED("flush", null),
    /** A segment was lost, for so many nanoseconds, before its next transmission. */
    LOSS("pause", null),
    /** The connection was refused when it was to be made. */
    REFUSED(null, null),
    /** The connection was reset by its first operation. */
    RESET(null, null),
    /** The connection was made, and nothing more happened on it. */
    HUNG(null, null),
    /** The connection was made late. */
    DELAYED(null, null),
    /** The fault, since that update of it, did ({@code hit} is 1) or did not act on it. */
    TOXICITY("update", "hit");

    private final String first;
    private final String second;

    Kind(String first, String second) {
      this.first = first;
      this.second = second;
    }

    /** Returns the name of the first number; null where there is none. */
    public String first() {
      return first;
    }

    /** Returns the name of the second number; null where there is none. */
    public String second() {
      return second;
    }

    /** The kind in lower case, as records have it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Refuses what no run can have done. */
  public FaultEvent {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(fault, "fault");
    Objects.requireNonNull(kind, "kind");
    require(connection >= 0, "connection", "0 or more", connection);
    require(at >= 0, "at", "0 or more", at);
    List<String> directions = EventDirections.of(kind);
    require(directions.contains(direction), "direction", "one of " + directions, direction);
    require(kind.first != null || first == 0, "first", "0", first);
    require(kind.second != null || second == 0, "second", "0", second);
    switch (kind) {
      case GARBAGE -> require(first > 0 && first <= Garbage.MOST, "bytes", Garbage.RANGE, first);
      case FLIP -> require(first >= 0 && first < Byte.SIZE, "bit", "between 0 and 7", first);
      case TERMINATED -> require(first == 0 || first == 1, "flush", "0 or 1", first);
      case LOSS -> require(first >= 0, "pause", "0 or more", first);
      case TOXICITY -> {
        require(at == 0, "at", "0", at);
        require(first >= 0, "update", "0 or more", first);
        require(second == 0 || second == 1, "hit", "0 or 1", second);
      }
      default -> require(at == 0, "at", "0", at);
    }
  }

  private static void require(boolean holds, String field, String range, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(field + " must be " + range + " (got " + value + ")");
    }
  }

  /** Says what and where: {@code the reset after byte 1,204 of connection 3 (db, write, x)}. */
  @Override
  public String toString() {
    String what =
        switch (kind) {
          case GARBAGE -> String.format(Locale.ROOT, "%,d bytes of garbage", first);
          case FLIP -> "the flip of bit " + first;
          case TERMINATED, RESET -> "the reset";
          case LOSS -> String.format(Locale.ROOT, "the loss (%,d ms)", first / 1_000_000);
          case TOXICITY -> second == 1 ? "the hit" : "the miss";
          case REFUSED -> "the refusal";
          case HUNG -> "the hang";
          case DELAYED -> "the delay";
        };
    boolean opening = direction.endsWith("open") || kind == Kind.TOXICITY;
    String place = kind == Kind.FLIP ? " in byte %,d" : " after byte %,d";
    String where = opening ? "" : String.format(Locale.ROOT, place, at);
    return String.format(
        Locale.ROOT,
        "%s%s of connection %d (%s, %s, %s)",
        what,
        where,
        connection,
        owner,
        direction,
        fault);
  }
}
