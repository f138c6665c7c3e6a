package io.trixter.proxy.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives memory back after a burst of connections: once nothing has moved for a while it collects
 * garbage, because the JVM keeps the heap of an idle process as large as it has grown. Looks at its
 * counters twice a second. For the program alone; another JVM's heap is its owner's.
 */
final class Housekeeper {
  private static final int BURST = 256;
  private static final Duration QUIET = Duration.ofMillis(500);

  private final LongSupplier accepted;
  private final LongSupplier activity;
  private final Runnable collector;
  private final Duration quiet;

  /**
   * Creates a housekeeper that has still to {@link #keep()}.
   *
   * @param accepted how many connections were accepted
   * @param activity a number that stands still while all is quiet
   * @param collector collects garbage
   */
  Housekeeper(LongSupplier accepted, LongSupplier activity, Runnable collector) {
    this(accepted, activity, collector, QUIET);
  }

  Housekeeper(LongSupplier accepted, LongSupplier activity, Runnable collector, Duration quiet) {
    this.accepted = accepted;
    this.activity = activity;
    this.collector = collector;
    this.quiet = quiet;
  }

  /** Keeps house on the calling thread, until that is interrupted. */
  void keep() throws InterruptedException {
    long collectedAt = accepted.getAsLong();
    long seen = activity.getAsLong();
    while (true) {
      try {
        TimeUnit.NANOSECONDS.sleep(quiet.toNanos());
        long before = seen;
        seen = activity.getAsLong();
        if (seen == before && accepted.getAsLong() - collectedAt >= BURST) {
          collectedAt = accepted.getAsLong();
          collector.run();
        }
      } catch (OutOfMemoryError e) {
        // the JVM has just collected what there is
      }
    }
  }
}
