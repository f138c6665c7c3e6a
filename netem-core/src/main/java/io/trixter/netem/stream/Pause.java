package io.trixter.netem.stream;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Waiter;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the thread of one stream waits for its fault: until the time is over, a knob is set, the
 * stream is closed, or the thread is interrupted. One thread waits, any thread wakes.
 */
final class Pause extends Waiter {
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean woken;
  private boolean listening; // of the thread that waits, as is what follows
  private Knob heard; // null: none can end the wait

  Pause(Clock clock) {
    this.clock = clock;
  }

  /** Forgets a wake that has come: only one from now on ends the next wait. */
  void clear() {
    lock.lock();
    try {
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether a set of {@code knob} ends the next wait. If not, it does from now on, but one before
   * this would not wake: what is to wait asks its rule again first.
   */
  boolean listensTo(Knob knob) {
    if (listening && heard == knob) {
      return true;
    }
    stopListening();
    clear();
    listening = true;
    heard = knob;
    if (knob != null) {
      knob.add(this);
    }
    return false;
  }

  void stopListening() {
    if (listening && heard != null) {
      heard.remove(this);
    }
    listening = false;
  }

  @Override
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits, for {@code nanos} at most. */
  void await(long nanos) throws InterruptedIOException {
    lock.lock();
    try {
      if (!woken) {
        clock.pass(lock, changed, nanos);
      }
      woken = false;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is woken. */
  void awaitWake() throws InterruptedIOException {
    lock.lock();
    try {
      while (!woken) {
        clock.await(lock, changed, Long.MAX_VALUE);
      }
      woken = false;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      lock.unlock();
    }
  }

  /** Locks {@code busy}, which threads hold while they operate, one after the other. */
  static void lock(ReentrantLock busy) throws InterruptedIOException {
    try {
      if (!busy.tryLock()) { // an interrupt is of those who wait
        busy.lockInterruptibly();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException interrupted = new InterruptedIOException("interrupted in a fault");
    interrupted.initCause(cause);
    return interrupted;
  }
}
