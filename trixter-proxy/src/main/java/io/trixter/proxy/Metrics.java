package io.trixter.proxy;

import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the proxy since it started. Safe for any thread. */
public final class Metrics {
  private final Map<EndCause, LongAdder> ended = adders(EndCause.class);
  private final Map<Direction, LongAdder> bytes = adders(Direction.class);
  private final Map<FaultKind, LongAdder> faults = adders(FaultKind.class);
  private final ConcurrentSkipListMap<Integer, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder delayWaits = new LongAdder();

  Metrics() {}

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> keys) {
    Map<E, LongAdder> adders = new EnumMap<>(keys);
    for (E key : keys.getEnumConstants()) {
      adders.put(key, new LongAdder());
    }
    return adders;
  }

  /** Returns how many connections were accepted. */
  public long connectionsAccepted() {
    return accepted.sum();
  }

  /** Returns how many connections have ended for this cause. */
  public long connectionsEnded(EndCause cause) {
    return ended.get(cause).sum();
  }

  /** Returns how many bytes were relayed in this direction, garbage not counted. */
  public long bytesRelayed(Direction direction) {
    return bytes.get(direction).sum();
  }

  /** Returns how many operations this fault has changed. */
  public long faultsStruck(FaultKind kind) {
    return faults.get(kind).sum();
  }

  /** Returns how often a connection began to wait for room in the delay budget. */
  public long delayBudgetWaits() {
    return delayWaits.sum();
  }

  /** Returns how many API requests were answered, by status. */
  public NavigableMap<Integer, Long> apiRequests() {
    NavigableMap<Integer, Long> sums = new TreeMap<>();
    requests.forEach((status, adder) -> sums.put(status, adder.sum()));
    return sums;
  }

  /** Counts an API request that was answered with {@code status}. */
  public void countApiRequest(int status) {
    requests.computeIfAbsent(status, s -> new LongAdder()).increment();
  }

  LongAdder delayWaits() {
    return delayWaits;
  }

  LongAdder accepted() {
    return accepted;
  }

  LongAdder ended(EndCause cause) {
    return ended.get(cause);
  }

  LongAdder bytes(Direction direction) {
    return bytes.get(direction);
  }

  LongAdder faults(FaultKind kind) {
    return faults.get(kind);
  }
}
