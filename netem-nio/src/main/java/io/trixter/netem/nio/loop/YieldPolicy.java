package io.trixter.netem.nio.loop;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Lets other threads run between the iterations of a busy loop: one that found several sockets
 * ready, or one without having slept. A peer of the loop's connections soon finishes and sleeps
 * again. A thread that computes keeps the processor for a whole time slice, which the kernel counts
 * against the thread that yielded; so a long yield is followed by a pause without yields, longer
 * each time. Confined to the loop's thread.
 *
 * <p>A loop does not yield while small messages of one connection are all that its group has to do.
 * It would stay runnable beside the peer that it woke, so the kernel moves one of them to another
 * processor, which has to wake up for each message. Without yields the kernel lets the threads of
 * such an exchange share one processor (yardstick row {@code requests-1}).
 */
final class YieldPolicy {
  private static final long SHORTEST_SLEEP = 20_000;
  private static final long LONG_YIELD = 1_000_000;
  private static final long SHORTEST_PAUSE = 20_000_000;
  private static final long LONGEST_PAUSE = 1_000_000_000;

  /** For how long what a loop has served counts as what it has to do. */
  static final long LATELY = 1_000_000;

  /** How many bytes in one iteration are more than a small message. */
  private static final long MUCH = 16 << 10;

  private final Runnable yield;
  private final LongSupplier clock;
  private final BooleanSupplier othersServe;
  private long pause;
  private long pausedAt;
  private long moved; // bytes, in this iteration
  private Object last; // the sockets served last, those of one connection if it is alone
  private Object beforeLast;
  private long joinedAt; // when a socket was served that was neither

  /**
   * Yields by {@link Thread#yield}.
   *
   * @param othersServe whether another loop of the group has served a socket {@link #LATELY}
   */
  YieldPolicy(BooleanSupplier othersServe) {
    this(Thread::yield, System::nanoTime, othersServe);
  }

  /** Yields by {@code yield}, and reads nanoseconds from {@code clock}. */
  YieldPolicy(Runnable yield, LongSupplier clock, BooleanSupplier othersServe) {
    this.yield = yield;
    this.clock = clock;
    this.othersServe = othersServe;
    joinedAt = clock.getAsLong();
  }

  /** Notes that the loop serves {@code socket}, which the poll that ended at {@code now} found. */
  void served(Object socket, long now) {
    if (socket != last && socket != beforeLast) {
      beforeLast = last;
      last = socket;
      joinedAt = now;
    }
  }

  /** Notes that a socket has moved {@code bytes}. */
  void moved(long bytes) {
    moved += bytes;
  }

  /**
   * Yields after a busy iteration, except during a pause.
   *
   * @param ready how many sockets were ready
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
    return clock.getAsLong() - joinedAt >= LATELY && !othersServe.getAsBoolean();
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
