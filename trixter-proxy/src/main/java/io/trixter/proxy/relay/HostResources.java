package io.trixter.proxy.relay;

import static io.trixter.proxy.relay.Log.LOG;

import io.trixter.netem.FaultLog;
import io.trixter.netem.FaultRecord;
import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What the relays of all proxies of a host share. Safe for any thread. */
public final class HostResources implements AutoCloseable {
  /** Where less could be held than one small chunk and its bookkeeping, nothing would pass. */
  static final long SMALLEST_DELAY_MEMORY = 4 << 10;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final EventLoopGroup group;
  private final Lookups lookups;
  private final DelayBudget budget;
  private final Descriptors descriptors = new Descriptors();
  private final LongAdder delayWaits = new LongAdder();
  private volatile FaultLog log; // null where nothing is recorded or replayed
  private final RareWarning budgetWarning = new RareWarning();

  /**
   * Creates them.
   *
   * @param group the event loops, which the caller shuts down
   * @param delayBudgetBytes how much all delay lines may hold together; less than 4 KiB is taken
   *     for 4 KiB
   * @param lookup finds the addresses of a name
   */
  public HostResources(EventLoopGroup group, long delayBudgetBytes, Lookup lookup) {
    this.group = group;
    lookups = new Lookups(lookup);
    budget =
        new DelayBudget(Math.max(SMALLEST_DELAY_MEMORY, delayBudgetBytes), this::delayBudgetLacks);
  }

  /** A connection waits for memory to delay its bytes in. Any loop. */
  private void delayBudgetLacks() {
    delayWaits.increment();
    if (budgetWarning.isDue()) {
      LOG.warn(
          "the delay budget of {} bytes has no room for more: connections wait", budget.total());
    }
  }

  /** Returns the event loops. */
  public EventLoopGroup group() {
    return group;
  }

  /** Returns the memory of all delay lines. */
  public DelayBudget budget() {
    return budget;
  }

  /** Returns how often a connection began to wait for room in the delay budget. */
  public long delayBudgetWaits() {
    return delayWaits.sum();
  }

  /** Returns what records or replays; null for neither. */
  public FaultLog log() {
    return log;
  }

  /**
   * Returns what records, once each event loop has done what it was doing: a peer may see what a
   * fault did to bytes just before that is recorded. Null where nothing is recorded.
   */
  public FaultRecord record() {
    if (!(log instanceof FaultRecord record)) {
      return null;
    }
    if (group.loops().stream().noneMatch(EventLoop::inReactor)) {
      Relays.awaitLoops(group.loops(), PATIENCE);
    }
    return record;
  }

  /** Sets what records or replays connections that are accepted from now on; null for neither. */
  public void log(FaultLog next) {
    log = next;
  }

  Descriptors descriptors() {
    return descriptors;
  }

  Lookups lookups() {
    return lookups;
  }

  /** Frees the reserved descriptors and ends the threads that look names up. */
  @Override
  public void close() {
    descriptors.close();
    lookups.close();
  }
}
