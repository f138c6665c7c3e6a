package io.trixter.proxy;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread brings about; the one place where tests poll. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long STEP_NANOS = 200_000;

  private Await() {}

  public static void until(String what, BooleanSupplier condition) {
    until(what, PATIENCE, condition);
  }

  public static void until(String what, Duration bound, BooleanSupplier condition) {
    if (!holdsWithin(bound, condition)) {
      throw new AssertionError("not within " + bound + ": " + what);
    }
  }

  /** Whether {@code condition} comes to hold in the time given. */
  public static boolean holdsWithin(Duration bound, BooleanSupplier condition) {
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
