package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;

/**
 * The time since it was first asked, or since the fault's last update if that came later. Confined
 * to the driver of one rule.
 */
final class Stopwatch {
  private final Knob revision;
  private boolean running;
  private long started;
  private long startedIn; // that revision

  Stopwatch(Knob revision) {
    this.revision = revision;
  }

  /** The knob that starts it anew. */
  Knob revision() {
    return revision;
  }

  /** Returns how much of {@code nanos} is left, 0 or more; starts with the first call. */
  long left(long nanos, long now) {
    long current = revision.get();
    if (!running || startedIn != current) {
      running = true;
      started = now;
      startedIn = current;
    }
    return Math.max(0, nanos - (now - started));
  }
}
