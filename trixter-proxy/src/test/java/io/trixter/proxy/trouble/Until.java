package io.trixter.proxy.trouble;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what others bring about. */
final class Until {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long STEP_NANOS = 1_000_000;

  private Until() {}

  static void holds(String what, BooleanSupplier condition) {
    if (!within(PATIENCE, condition)) {
      throw new AssertionError("not within " + PATIENCE + ": " + what);
    }
  }

  /** Whether {@code condition} comes to hold in the time given. */
  static boolean within(Duration bound, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > bound.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return true;
  }
}
