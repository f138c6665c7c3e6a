package io.trixter.proxy.cli;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives memory back after a burst of connections: once nothing has moved for a while it has the
 * garbage collected, since the JVM keeps the heap of an idle process as large as it has grown. For
 * the program alone; a JVM that the proxy is a guest of is its owner's.
 */
final class Housekeeper {
  private static final Duration QUIET = Duration.ofMillis(300);

  private final LongSupplier activity;
  private final Runnable collector;
  private final Duration quiet;
  private final Semaphore bursts = new Semaphore(0);

  /**
   * A housekeeper that knows by {@code activity}, a number that stands still when all is quiet, and
   * then runs {@code collector}.
   */
  Housekeeper(LongSupplier activity, Runnable collector) {
    this(activity, collector, QUIET);
  }

  Housekeeper(LongSupplier activity, Runnable collector, Duration quiet) {
    this.activity = activity;
    this.collector = collector;
    this.quiet = quiet;
  }

  /** There was a burst. Any thread; does not block. */
  void burst() {
    bursts.release();
  }

  /** Keeps house on the calling thread, until that is interrupted. */
  void keep() throws InterruptedException {
    while (true) {
      try {
        bursts.acquire();
        awaitQuiet();
        collector.run();
      } catch (OutOfMemoryError e) {
        // the JVM has just collected what there is
      }
    }
  }

  private void awaitQuiet() throws InterruptedException {
    long seen;
    do {
      seen = activity.getAsLong();
      TimeUnit.NANOSECONDS.sleep(quiet.toNanos());
    } while (activity.getAsLong() != seen);
    bursts.drainPermits();
  }
}
