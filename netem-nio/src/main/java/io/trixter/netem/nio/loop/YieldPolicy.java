package io.trixter.netem.nio.loop;

import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Lets other threads run between the iterations of a busy loop: one that found several sockets
 * ready, or one without having slept. A peer of the loop's connections soon finishes and sleeps
 * again. A thread that computes keeps the processor for a whole time slice, which the kernel counts
 * against the thread that yielded; so a long yield is followed by a pause without yields, longer
 * each time. Confined to the loop's thread.
 *
 * <p>A loop does not yield while its group serves two sockets at most, one at a time and with small
 * messages: a proxy's only connection, or two of a server's. It would stay runnable beside the peer
 * that it woke, so the kernel moves one of them to another processor, which has to wake up for each
 * message. Without yields the kernel lets the threads of such an exchange share one processor: 1.4
 * times the round trips (docs/performance.md).
 */
final class YieldPolicy {
  private static final long SHORTEST_SLEEP = 20_000;
  private static final long LONG_YIELD = 1_000_000;
  private static final long SHORTEST_PAUSE = 20_000_000;
  private static final long LONGEST_PAUSE = 1_000_000_000;

  /** For how long what a loop has served counts as what it has to do. */
  private static final long LATELY = 1_000_000;

  /** How many bytes, read and written, in one iteration are more than small messages. */
  private static final long MUCH = 16 << 10;

  private final Runnable yield;
  private final LongSupplier clock;
  private final LongPredicate othersServedSince;
  private long pause;
  private long pausedAt;
  private long moved; // bytes, in this iteration
  // identity hashes of the two sockets that joined last: references would keep closed ones alive
  private int last;
  private int beforeLast;
  private long joinedAt; // when a socket was served that was neither

  /**
   * Yields by {@link Thread#yield}.
   *
   * @param othersServedSince whether another loop of the group has served a socket since that time
   *     of {@link System#nanoTime}
   */
  YieldPolicy(LongPredicate othersServedSince) {
    this(Thread::yield, System::nanoTime, othersServedSince);
  }

  /** Yields by {@code yield}, and reads nanoseconds from {@code clock}. */
  YieldPolicy(Runnable yield, LongSupplier clock, LongPredicate othersServedSince) {
    this.yield = yield;
    this.clock = clock;
    this.othersServedSince = othersServedSince;
    joinedAt = clock.getAsLong();
  }

  /** Notes that the loop serves {@code socket}, which the poll that ended at {@code now} found. */
  void served(Object socket, long now) {
    int hash = System.identityHashCode(socket);
    if (hash != last && hash != beforeLast) {
      beforeLast = last;
      last = hash;
      joinedAt = now;
    }
  }

  /** Notes that a socket has moved {@code bytes}. */
  void moved(long bytes) {
    moved += bytes;
  }

  /** How many bytes have been moved in this iteration. */
  long moved() {
    return moved;
  }

  /**
   * Yields after a busy iteration, except during a pause.
   *
   * @param ready how many reports of ready sockets the poll brought
   * @param waited how long the poll took, in nanoseconds
   */
  void iterationEnded(int ready, long waited) {
    boolean busy =
        ready > 1 || (ready == 1 && waited < SHORTEST_SLEEP && (moved >= MUCH || !isOneExchange()));
    moved = 0;
    if (busy) {
      yieldUnlessPaused();
    }
  }

  private boolean isOneExchange() {
    long now = clock.getAsLong();
    return now - joinedAt >= LATELY && !othersServedSince.test(now - LATELY);
  }

  private void yieldUnlessPaused() {
    long now = clock.getAsLong();
    if (pause != 0 && now - pausedAt < pause) {
      return;
    }
    yield.run();
    long after = clock.getAsLong();
    if (after - now > LONG_YIELD) {
      pause = Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, 2 * pause));
      pausedAt = after;
    } else {
      pause = 0;
    }
  }
}
