package io.trixter.netem.stream;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What time it is, and how to wait: the real one, or a test's. Safe for any thread. */
public interface Clock {
  /** Something that happens once its time has come. */
  interface Event {
    /** Returns how many nanoseconds are left until then; 0 if it is due. */
    long nanosLeft(long now);

    /** Lets it happen; called once for each time that it was scheduled, with no lock held. */
    void happen();
  }

  /** The time in nanoseconds, from any origin; never goes back. */
  long now();

  /**
   * Lets {@code nanos} nanoseconds pass, or less if {@code condition} of {@code lock}, which is
   * held, is signalled, or for no reason. Where time passes by itself, that is to wait.
   *
   * @return roughly how many nanoseconds are left
   */
  default long pass(ReentrantLock lock, Condition condition, long nanos)
      throws InterruptedException {
    return await(lock, condition, nanos);
  }

  /**
   * Waits until {@code condition} of {@code lock}, which is held, is signalled, {@code nanos}
   * nanoseconds have passed, or for no reason.
   *
   * @return roughly how many nanoseconds are left
   */
  long await(ReentrantLock lock, Condition condition, long nanos) throws InterruptedException;

  /**
   * Lets {@code event} happen on the thread that lets its time pass. To be called with no lock held
   * that a thread awaits a condition of.
   *
   * @return false if time passes by itself, so that the event needs a thread of its own
   */
  default boolean schedule(Event event) {
    return false;
  }

  /** Whether the calling thread lets an event happen, and so must not wait for a peer. */
  default boolean isInEvent() {
    return false;
  }
}
