package io.trixter.netem.nio.loop;

import java.util.function.LongSupplier;

/**
 * Lets other threads run between the iterations of a busy loop. A peer of the loop's connections
 * soon finishes and sleeps again. A thread that computes keeps the processor for a whole time
 * slice, which the kernel counts against the thread that yielded; so a long yield is followed by a
 * pause without yields, longer each time. Confined to the loop's thread.
 */
final class YieldPolicy {
  private static final long LONG_YIELD = 1_000_000;
  private static final long SHORTEST_PAUSE = 20_000_000;
  private static final long LONGEST_PAUSE = 1_000_000_000;

  private final Runnable yield;
  private final LongSupplier clock;
  private long pause;
  private long pausedAt;

  YieldPolicy() {
    this(Thread::yield, System::nanoTime);
  }

  /** Yields by {@code yield}, and reads nanoseconds from {@code clock}. */
  YieldPolicy(Runnable yield, LongSupplier clock) {
    this.yield = yield;
    this.clock = clock;
  }

  /** Yields, except during a pause. */
  void iterationEnded() {
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
