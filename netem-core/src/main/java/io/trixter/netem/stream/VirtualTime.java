package io.trixter.netem.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock on which what a fault waits for passes at once. Events happen on the thread that lets
 * their time pass. A thread that waits for a peer lets time pass up to the next event; without one
 * it waits really, and times out when others have let the time pass. Safe for any thread.
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

  private record Next(Event event, long nanos) {}

  private final List<Waiting> waiting = new CopyOnWriteArrayList<>();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final ThreadLocal<Boolean> inEvent = ThreadLocal.withInitial(() -> false);
  private long now; // may wrap around
  private Duration elapsed = Duration.ZERO;

  /** A clock that stands at zero. */
  public VirtualTime() {}

  @Override
  public synchronized long now() {
    return now;
  }

  /** How much time has passed since the start, however much it is. */
  public synchronized Duration elapsed() {
    return elapsed;
  }

  /** Lets {@code nanos} nanoseconds pass, now, and what is due meanwhile happen at its time. */
  public void advance(long nanos) {
    long left = nanos;
    for (Next next = next(); next != null && next.nanos() <= left; next = next()) {
      long before = now();
      happen(next);
      left = Math.max(0, left - (now() - before));
    }
    tick(left);
  }

  @Override
  public long pass(ReentrantLock held, Condition condition, long nanos)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    held.unlock();
    try {
      advance(nanos);
    } finally {
      held.lock();
    }
    return 0;
  }

  @Override
  public long await(ReentrantLock held, Condition condition, long nanos)
      throws InterruptedException {
    Waiting mine = new Waiting(held, condition);
    waiting.add(mine);
    long deadline = now() + nanos;
    try {
      long left = nanos == Long.MAX_VALUE ? nanos : deadline - now();
      if (left > 0) {
        awaitEvent(held, condition, left);
      }
      return deadline - now();
    } finally {
      waiting.remove(mine);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // its callers loop
  private void awaitEvent(ReentrantLock held, Condition condition, long nanos)
      throws InterruptedException {
    if (events.isEmpty()) {
      condition.await();
      return;
    }
    held.unlock();
    try {
      Next next = next();
      if (next != null && next.nanos() <= nanos) {
        happen(next);
      } else if (next != null) {
        tick(nanos);
      }
    } finally {
      held.lock();
    }
  }

  @Override
  public boolean schedule(Event event) {
    events.add(event);
    waiting.forEach(Waiting::wake);
    return true;
  }

  @Override
  public boolean isInEvent() {
    return inEvent.get();
  }

  /** The event that is due first; null if there is none. */
  private Next next() {
    Next next = null;
    for (Event event : events) {
      long left = event.nanosLeft(now());
      next = next == null || left < next.nanos() ? new Next(event, left) : next;
    }
    return next;
  }

  /** Lets its time pass and the event happen, unless another thread does. */
  private void happen(Next next) {
    if (!events.remove(next.event())) {
      return;
    }
    boolean nested = inEvent.get();
    inEvent.set(true);
    try {
      tick(next.nanos());
      next.event().happen();
    } finally {
      inEvent.set(nested);
    }
  }

  private void tick(long nanos) {
    synchronized (this) {
      now += nanos;
      elapsed = elapsed.plusNanos(nanos);
    }
    waiting.forEach(Waiting::wake);
  }
}
