package io.trixter.netem.kernel;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A count of the changes in this JVM that may switch a rule on: a knob set, a kill switch
 * triggered, bytes queued for injection. While the count is unchanged, a rule that was off is still
 * off, so that a chain whose rules are off costs one check however long it is (JMH, nine faults
 * that are off over a stream; benchmarks' Channels, wrapped and bare). Safe for any thread.
 */
public final class ModificationCount {
  private static final AtomicLong COUNT = new AtomicLong();

  private ModificationCount() {}

  /** Returns the count; to be read before the rules are asked. */
  public static long get() {
    return COUNT.get();
  }

  /** Adds one; after the change, before the call that made it returns. */
  public static void increment() {
    COUNT.incrementAndGet();
  }
}
