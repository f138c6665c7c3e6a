package io.trixter.netem.nio.loop;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread of an executor at the head of a loop: it owns the loop's state and calls callers'
 * handlers itself, until it resigns or is deposed, once and for all. It can be deposed in the midst
 * of a handler alone; for what that handler starts on the loop it goes back to work meanwhile.
 *
 * <p>{@link #run} is the executor's; {@link #isOut} and {@link #isCaller} are for any thread. What
 * hands over and watches is for the loop's own thread, the rest for the leader's.
 */
final class Leader implements Runnable {
  private static final int WAITING = 0;
  private static final int AT_WORK = 1;
  private static final int IN_HANDLER = 2;
  private static final int OUT = 3;

  private final EventLoop loop;
  private final Leadership leadership;
  private final AtomicInteger state = new AtomicInteger(WAITING);
  private volatile Thread thread;
  private volatile boolean unwatched;
  private int handlers; // published by the state

  Leader(EventLoop loop, Leadership leadership) {
    this.loop = loop;
    this.leadership = leadership;
  }

  /** Waits until the loop is handed over, then leads it. */
  @Override
  public void run() {
    thread = Thread.currentThread();
    leadership.apply(this);
    while (state.get() == WAITING) {
      LockSupport.park(this);
      Thread.interrupted(); // by whoever shuts the executor down; it would park no more
    }
    if (!isOut()) {
      try {
        loop.lead(this);
      } finally {
        resign();
      }
    }
  }

  private void resign() {
    if (state.compareAndSet(AT_WORK, OUT)) {
      leadership.wakeWatch();
    }
  }

  boolean isOut() {
    return state.get() == OUT;
  }

  /** Whether the calling thread is the leader's, and leads. */
  boolean isCaller() {
    return thread == Thread.currentThread() && !isOut();
  }

  // the loop's own thread

  void grant() {
    state.compareAndSet(WAITING, AT_WORK);
    LockSupport.unpark(thread);
  }

  void refuse() {
    state.compareAndSet(WAITING, OUT);
    LockSupport.unpark(thread);
  }

  boolean isInHandler() {
    return state.get() == IN_HANDLER;
  }

  /** How many handlers it has gone into. */
  int handlers() {
    return handlers;
  }

  /** Whether the thread waits for something, as far as the JVM knows. */
  boolean isBlocked() {
    return thread.getState() != Thread.State.RUNNABLE;
  }

  /** Nobody is going to watch until the next handler wakes the watch; false if it is too late. */
  boolean leaveUnwatched() {
    unwatched = true;
    return state.get() == AT_WORK;
  }

  /** Takes the loop from it; false if it is in no handler any more. */
  boolean depose() {
    return state.compareAndSet(IN_HANDLER, OUT);
  }

  // the leader's thread

  boolean isAtWork() {
    return state.get() == AT_WORK;
  }

  void enterHandler() {
    handlers++;
    state.set(IN_HANDLER);
    if (unwatched) {
      unwatched = false;
      leadership.wakeWatch();
    }
  }

  /** From a handler back to work, for the time being or for good; false if it was deposed. */
  boolean work() {
    return state.compareAndSet(IN_HANDLER, AT_WORK);
  }

  /** Goes on with the handler that it went to work from. */
  void resumeHandler() {
    state.set(IN_HANDLER);
  }
}
