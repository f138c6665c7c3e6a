package io.trixter.netem.stream;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Waiter;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the thread of one stream waits for its fault: until the time is over, a knob is
 * set, the stream is closed, or the thread is interrupted. One thread waits, any thread wakes.
 */
final class Pause extends Waiter {
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean woken;

  Pause(Clock clock) {
    this.clock = clock;
  }

  /** Listens to {@code knob}; a set from now on ends the next wait. */
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

  /** Waits, for {@code nanos} at most. */
  void await(long nanos) throws InterruptedException {
    lock.lock();
    try {
      if (!woken) {
        clock.pass(changed, nanos);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }
}
