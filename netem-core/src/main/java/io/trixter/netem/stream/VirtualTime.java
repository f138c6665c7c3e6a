package io.trixter.netem.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock on which what a fault waits for passes at once. Who waits for a peer waits for it really,
 * and times out when others have let the time pass. Safe for any thread.
 */
public final class VirtualTime implements Clock {
  private record Waiting(ReentrantLock lock, Condition condition) {
    void wake() {
      lock.lock();
      try {
        condition.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Waiting> waiting = new ArrayList<>();
  private long now; // may wrap around
  private Duration elapsed = Duration.ZERO;

  /** A clock that stands at zero. */
  public VirtualTime() {}

  @Override
  public long now() {
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  /** How much time has passed since the start, however much it is. */
  public Duration elapsed() {
    lock.lock();
    try {
      return elapsed;
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@code nanos} nanoseconds pass, now. */
  public void advance(long nanos) {
    List<Waiting> woken;
    lock.lock();
    try {
      now += nanos;
      elapsed = elapsed.plusNanos(nanos);
      woken = List.copyOf(waiting);
    } finally {
      lock.unlock();
    }
    woken.forEach(Waiting::wake);
  }

  @Override
  public long pass(Condition condition, long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    advance(nanos);
    return 0;
  }

  @Override
  public long await(ReentrantLock held, Condition condition, long nanos)
      throws InterruptedException {
    Waiting mine = new Waiting(held, condition);
    long deadline = enlist(mine) + nanos;
    try {
      if (nanos == Long.MAX_VALUE || deadline - now() > 0) {
        condition.await();
      }
      return deadline - now();
    } finally {
      dismiss(mine);
    }
  }

  private long enlist(Waiting mine) {
    lock.lock();
    try {
      waiting.add(mine);
      return now;
    } finally {
      lock.unlock();
    }
  }

  private void dismiss(Waiting mine) {
    lock.lock();
    try {
      waiting.remove(mine);
    } finally {
      lock.unlock();
    }
  }
}
