package io.trixter.netem.stream;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What time it is, and how to wait: the real one, or a test's. Safe for any thread. */
public interface Clock {
  /** The time in nanoseconds, from any origin; never goes back. */
  long now();

  /**
   * Lets {@code nanos} nanoseconds pass, or less if {@code condition}, whose lock is held, is
   * signalled, or for no reason.
   *
   * @return roughly how many nanoseconds are left
   */
  long pass(Condition condition, long nanos) throws InterruptedException;

  /**
   * Waits until {@code condition} of {@code lock}, which is held, is signalled, {@code nanos}
   * nanoseconds have passed, or for no reason.
   *
   * @return roughly how many nanoseconds are left
   */
  long await(ReentrantLock lock, Condition condition, long nanos) throws InterruptedException;
}
