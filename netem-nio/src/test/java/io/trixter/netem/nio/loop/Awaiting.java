package io.trixter.netem.nio.loop;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread brings about. */
final class Awaiting {
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long STEP_NANOS = 200_000;

  private Awaiting() {}

  static void until(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError("did not come about");
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
