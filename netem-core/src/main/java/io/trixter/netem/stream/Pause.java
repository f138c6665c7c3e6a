package io.trixter.netem.stream;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the thread of one stream waits for its fault: until the time is over, the rule's knob
 * turns, the stream is closed, or the thread is interrupted. One thread waits, any thread wakes.
 */
final class Pause extends Waiter {
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean woken;

  Pause(Clock clock) {
    this.clock = clock;
  }

  /** Listens to {@code knob}; a turn from now on ends the next wait. */
  void begin(Knob knob) {
    lock.lock();
    try {
      woken = false;
    } finally {
      lock.unlock();
    }
    if (knob != null) {
      knob.add(this);
    }
  }

  void end(Knob knob) {
    if (knob != null) {
      knob.remove(this);
    }
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

  /** Waits, at most for {@code nanos} and not past {@code deadline}. */
  void await(long nanos, Deadline deadline) throws IOException {
    lock.lock();
    try {
      if (!woken) {
        clock.pass(changed, Math.min(nanos, deadline.left()));
      }
      woken = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted in a fault");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      lock.unlock();
    }
  }
}
