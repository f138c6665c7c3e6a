package io.trixter.proxy;

import static io.trixter.proxy.relay.Log.LOG;

import io.trixter.proxy.fault.Outages;
import io.trixter.proxy.relay.LiveFault;
import io.trixter.proxy.relay.RelayContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Interrupts a proxy that listens, and lets it listen again, as its shared faults say: it is down
 * while one of them is. Whether it is enabled does not matter to their times. Confined to the lock
 * of its {@link Listening}, which the clock's thread takes too.
 */
final class Flapping {
  private static final long RETRY_NANOS = 100_000_000;

  private final Listening listening;
  private final ReentrantLock lock;
  private final RelayContext context;
  private final OutageClock clock;
  private final Map<LiveFault, Cycle> cycles = new ConcurrentHashMap<>();
  private boolean started;
  private boolean retrying;
  private boolean warned; // since it went down

  Flapping(Listening listening, ReentrantLock lock, RelayContext context, OutageClock clock) {
    this.listening = listening;
    this.lock = lock;
    this.context = context;
    this.clock = clock;
  }

  /** Heeds the faults from now on. */
  void start() {
    started = true;
    refresh();
  }

  /** Heeds them no more. */
  void stop() {
    started = false;
    cycles.values().forEach(Cycle::cancel);
    cycles.clear();
  }

  /** Whether the times of {@code fault} are heeded, or have been so far. Any thread. */
  boolean heeds(LiveFault fault) {
    return cycles.containsKey(fault);
  }

  /**
   * Makes the times those of the faults that the proxy has now. One that is new or was updated
   * begins by serving. On return the proxy listens, unless another fault keeps it down or its port
   * is taken.
   */
  void refresh() {
    if (!started) {
      return;
    }
    List<LiveFault> present = context.faults().list();
    List<LiveFault> gone = new ArrayList<>(cycles.keySet());
    gone.removeAll(present);
    gone.forEach(fault -> cycles.remove(fault).cancel());
    for (LiveFault each : present) {
      long revision = each.attributes().revision().get(); // first: an update sets it last
      Outages outages = each.type().outages(each.attributes().values());
      Cycle old = cycles.get(each);
      boolean stays = old != null && old.revision == revision;
      if (old != null && !stays) {
        old.cancel();
        cycles.remove(each);
      }
      if (outages != null && !stays) {
        Cycle begun = new Cycle(each, revision, outages);
        cycles.put(each, begun);
        begun.begin();
      }
    }
    comeUp();
  }

  /** Lets the proxy listen again, unless one of the faults keeps it down; else tries again. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
  private void comeUp() {
    if (cycles.values().stream().anyMatch(cycle -> cycle.down)) {
      return;
    }
    try {
      listening.resume();
      warned = false;
    } catch (IOException | RuntimeException e) {
      if (!warned) {
        warned = true;
        LOG.warn("proxy {} cannot come up again and tries on: {}", context.proxy(), e.getMessage());
      }
      if (!retrying) {
        retrying = true;
        clock.after(RETRY_NANOS, this::retry);
      }
    }
  }

  private void retry() {
    lock.lock();
    try {
      retrying = false;
      comeUp();
    } finally {
      lock.unlock();
    }
  }

  /** The times of one fault since it was added or updated. */
  private final class Cycle {
    private final LiveFault fault;
    private final long revision;
    private final Outages outages;
    private boolean down;
    private Future<?> next; // null while nothing is due

    Cycle(LiveFault fault, long revision, Outages outages) {
      this.fault = fault;
      this.revision = revision;
      this.outages = outages;
    }

    void begin() {
      if (!outages.isOff()) {
        next = clock.after(outages.upNanos(), this::turn);
      }
    }

    void cancel() {
      if (next != null) {
        next.cancel(false);
      }
    }

    private void turn() {
      lock.lock();
      try {
        if (cycles.get(fault) == this) {
          down = !down;
          change();
        }
      } finally {
        lock.unlock();
      }
    }

    private void change() {
      try {
        if (!down) {
          comeUp();
        } else if (listening.interrupt(fault.name())) {
          fault.applied().increment();
        }
      } finally {
        next = clock.after(down ? outages.downNanos() : outages.upNanos(), this::turn);
      }
    }
  }
}
