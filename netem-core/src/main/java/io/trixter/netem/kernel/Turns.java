package io.trixter.netem.kernel;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How often anything that turns a rule on has happened in this JVM: a knob turned, a wire pulled,
 * bytes queued for injection. Whoever found rules off needs not ask them again while the count is
 * the same, and so leaves their memory alone. Safe for any thread.
 */
public final class Turns {
  private static final AtomicLong COUNT = new AtomicLong();

  private Turns() {}

  /** The count; to be read before the rules are asked. */
  public static long count() {
    return COUNT.get();
  }

  /** Counts one more; after the change, before whoever made it goes on. */
  public static void add() {
    COUNT.incrementAndGet();
  }
}
