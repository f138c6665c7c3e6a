package io.trixter.proxy.relay;

import java.util.concurrent.atomic.AtomicLong;

/** Keeps a warning that may come often to one in ten seconds. Safe for any thread. */
final class RareWarning {
  private static final long EVERY_NANOS = 10_000_000_000L;

  private final AtomicLong last = new AtomicLong();

  /** Returns whether the warning is due now; if so, the next one is due in ten seconds. */
  boolean isDue() {
    long now = System.nanoTime();
    long before = last.get();
    return (before == 0 || now - before >= EVERY_NANOS) && last.compareAndSet(before, now);
  }
}
