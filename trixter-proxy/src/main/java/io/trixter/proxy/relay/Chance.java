package io.trixter.proxy.relay;

import io.trixter.netem.FaultLog;
import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.FaultEvent.Kind;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.proxy.model.Direction;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Where the chance of one connection comes from: the seed, or a record that is replayed; and where
 * what it does is recorded. Confined to the connection's loop.
 */
final class Chance {
  private static final String OWN = "own ";
  private static final String SHARED = "shared ";

  private final RelayContext context;
  private final long ordinal;
  private final FaultLog log; // null where nothing is recorded or replayed
  private Set<FaultEvent> replayed; // hits and misses; null while there are none

  Chance(RelayContext context, long ordinal, FaultLog log) {
    this.context = context;
    this.ordinal = ordinal;
    this.log = log;
  }

  boolean isReplaying() {
    return log != null && log.isReplaying();
  }

  /** The source of the connection's own fault {@code name} of {@code direction}. */
  RandomSource ofOwn(Direction direction, String name) {
    return source(context.place("own", direction, name), direction, OWN + name);
  }

  /** The source of a fault that the connections share. */
  RandomSource of(LiveFault fault) {
    return source(place("shared", fault), fault.direction(), recorded(fault));
  }

  /** The name of a shared fault in records: none of the connection's own, whatever its name. */
  private static String recorded(LiveFault fault) {
    String name = fault.name();
    return name.startsWith(OWN) || name.startsWith(SHARED) ? SHARED + name : name;
  }

  private String place(String kind, LiveFault fault) {
    return context.place(kind, fault.direction(), fault.name());
  }

  private RandomSource source(String place, Direction direction, String name) {
    return new RandomSource(
        context.seed(),
        ordinal,
        place,
        log == null ? null : new RandomSource.Place(log, context.proxy(), name, direction.label()));
  }

  /** Whether {@code fault} acts on the connection since the update of that number. */
  boolean hits(LiveFault fault, long update) {
    return isReplaying() ? hitAsRecorded(fault, update) : draw(fault, update);
  }

  private boolean draw(LiveFault fault, long update) {
    float toxicity = fault.toxicity();
    RandomSource source =
        new RandomSource(context.seed(), ordinal, place("toxicity " + update, fault));
    boolean hits = source.random(Op.WRITE).nextDouble() < toxicity;
    if (log != null && toxicity > 0 && toxicity < 1) {
      log.add(
          new FaultEvent(
              context.proxy(),
              ordinal,
              fault.direction().label(),
              recorded(fault),
              0,
              Kind.TOXICITY,
              update,
              hits ? 1 : 0));
    }
    return hits;
  }

  private boolean hitAsRecorded(LiveFault fault, long update) {
    String side = fault.direction().label();
    for (FaultEvent event : log.events(context.proxy(), ordinal, side, recorded(fault))) {
      if (event.first() == update && isNew(event)) {
        log.placed(event);
        return event.second() == 1;
      }
    }
    return fault.toxicity() >= 1;
  }

  /** A fault that is made again under its name has other events of the same numbers. */
  private boolean isNew(FaultEvent event) {
    if (replayed == null) {
      replayed = Collections.newSetFromMap(new IdentityHashMap<>());
    }
    return replayed.add(event);
  }
}
