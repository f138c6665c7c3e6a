package io.trixter.netem.kernel;

import io.trixter.netem.kernel.FaultEvent.Kind;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The source of a rule's random numbers: the seed, the ordinal of its connection in the proxy,
 * factory or fault, and the name of its fault there. Rules of different sources or directions draw
 * independently, so no schedule of threads changes what one of them draws.
 *
 * @param seed the seed of the run; all 64 bits count, printed unsigned
 * @param connection the connection's ordinal, from 0
 * @param name the fault's name among those of its connection
 * @param place where what is drawn is recorded, or replayed from; null for neither
 */
public record RandomSource(long seed, long connection, String name, Place place) {
  /**
   * A fault's place in a record.
   *
   * @param log the record
   * @param owner the proxy or the factory
   * @param fault the fault's name there
   * @param side which bytes of the connection the fault is for, as a proxy names them; null for the
   *     caller's
   */
  public record Place(EventLog log, String owner, String fault, String side) {}

  /** A source whose draws nobody records. */
  public RandomSource(long seed, long connection, String name) {
    this(seed, connection, name, null);
  }

  /** Returns the same, recorded in or replayed from {@code log}, as of {@code owner}. */
  public RandomSource in(EventLog log, String owner) {
    return new RandomSource(seed, connection, name, new Place(log, owner, name, null));
  }

  /** Returns the generator of the rule for {@code direction}, a read or a write. */
  public SplittableRandom random(Op direction) {
    long hash = mix(seed);
    hash = mix(hash ^ connection);
    hash = mix(hash ^ name.hashCode());
    return new SplittableRandom(mix(hash ^ direction.toString().hashCode()));
  }

  /** Returns whether what is drawn is recorded or replayed. */
  public boolean isTracked() {
    return place != null;
  }

  /** Returns whether rules are to do what a record says instead of drawing. */
  public boolean isReplaying() {
    return place != null && place.log.isReplaying();
  }

  /**
   * Records what chance has just done, where that is recorded.
   *
   * @param direction of the rule: what it draws by
   * @param at the position, as {@link FaultEvent#at()} has it
   * @param kind what it did
   * @param first the first of the kind's numbers, or 0
   * @param second the second of the kind's numbers, or 0
   */
  public void record(Op direction, long at, Kind kind, long first, long second) {
    if (place != null && !place.log.isReplaying()) {
      place.log.add(
          new FaultEvent(
              place.owner, connection, named(direction), place.fault, at, kind, first, second));
    }
  }

  /** Returns what the record has the rule for {@code direction} do; nothing where none replays. */
  public List<FaultEvent> events(Op direction) {
    return isReplaying()
        ? place.log.events(place.owner, connection, named(direction), place.fault)
        : List.of();
  }

  /** Says that {@code event}, one of {@link #events}, has been done. */
  public void placed(FaultEvent event) {
    place.log.placed(event);
  }

  private String named(Op direction) {
    return place.side == null ? direction.toString() : place.side + " " + direction;
  }

  /** Stafford's variant 13 of MurmurHash3's finalizer, after a golden-ratio step (SplitMix64). */
  private static long mix(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
