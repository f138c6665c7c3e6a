package io.trixter.proxy;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Waits until something that grew grows no more: everybody waits for somebody. */
final class Stall {
  private static final Duration QUIET = Duration.ofMillis(60);

  private Stall() {}

  static void await(String what, LongSupplier growing) {
    Await.until(what + " begins", () -> growing.getAsLong() > 0);
    long[] before = {growing.getAsLong()};
    Await.until(
        what + " stalls",
        () ->
            !Await.holdsWithin(QUIET, () -> growing.getAsLong() > before[0])
                || isLarger(before, growing.getAsLong()));
  }

  private static boolean isLarger(long[] before, long now) {
    before[0] = now;
    return false;
  }
}
