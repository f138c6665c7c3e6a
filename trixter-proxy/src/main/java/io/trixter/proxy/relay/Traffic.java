package io.trixter.proxy.relay;

import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.FaultKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one proxy's connections since it was made. Safe for any thread. */
public final class Traffic {
  private final LongAdder accepted = new LongAdder();
  private final Map<EndCause, LongAdder> ended = adders(EndCause.class);
  private final Map<Direction, LongAdder> received = adders(Direction.class);
  private final Map<Direction, LongAdder> sent = adders(Direction.class);
  private final Map<FaultKind, LongAdder> faults = adders(FaultKind.class);

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> keys) {
    Map<E, LongAdder> adders = new EnumMap<>(keys);
    for (E key : keys.getEnumConstants()) {
      adders.put(key, new LongAdder());
    }
    return adders;
  }

  /** Counts the connections that were accepted. */
  public LongAdder accepted() {
    return accepted;
  }

  /** Counts the connections that have ended for {@code cause}. */
  public LongAdder ended(EndCause cause) {
    return ended.get(cause);
  }

  /** Counts the bytes that were read from the sender of {@code direction}. */
  public LongAdder received(Direction direction) {
    return received.get(direction);
  }

  /** Counts the bytes that the socket of the receiver of {@code direction} has taken. */
  public LongAdder sent(Direction direction) {
    return sent.get(direction);
  }

  /** Counts the operations that {@code fault} was applied to. */
  public LongAdder faults(FaultKind fault) {
    return faults.get(fault);
  }
}
