package io.trixter.netem;

import io.trixter.netem.kernel.ModificationCount;
import java.util.concurrent.atomic.AtomicLong;

/** How much of something is left until the end, counted by any number of streams. Any thread. */
final class Countdown {
  private final String unit;
  private final AtomicLong left = new AtomicLong();
  private volatile long limit; // 0 is off

  Countdown(String unit) {
    this.unit = unit;
  }

  void set(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException(
          unit + " must be between 0 and " + Long.MAX_VALUE + " (got " + limit + ")");
    }
    left.set(limit);
    this.limit = limit;
    ModificationCount.increment();
  }

  boolean isOff() {
    return limit == 0;
  }

  long left() {
    return left.get();
  }

  /** Takes {@code amount} off, and returns what was left before. */
  long count(long amount) {
    return left.getAndAdd(-amount);
  }

  /** The limit and its unit. */
  @Override
  public String toString() {
    return limit + " " + unit;
  }
}
