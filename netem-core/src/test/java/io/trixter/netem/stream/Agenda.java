package io.trixter.netem.stream;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock for one thread: waiting runs what was put down for the time that passes, so a knob can be
 * set, and a stream closed, in the midst of a wait. Soon wraps around.
 */
final class Agenda implements Clock {
  private static final long START = Long.MAX_VALUE - 1_000_000_000L;

  private record Entry(long time, Runnable action) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::time));
  private long elapsed;

  Duration elapsed() {
    return Duration.ofNanos(elapsed);
  }

  void at(Duration time, Runnable action) {
    entries.add(new Entry(time.toNanos(), action));
  }

  @Override
  public long now() {
    return START + elapsed;
  }

  /** Runs the next thing put down for the next {@code nanos}, or lets all of them pass. */
  @Override
  public long pass(ReentrantLock lock, Condition condition, long nanos) {
    if (!entries.isEmpty() && entries.peek().time() - elapsed <= nanos) {
      long begun = elapsed;
      runNext();
      return nanos - (elapsed - begun);
    }
    elapsed += nanos;
    return 0;
  }

  /** Waits for whatever comes next. */
  void runNext() {
    if (entries.isEmpty()) {
      throw new AssertionError("this would wait for ever");
    }
    Entry next = entries.poll();
    elapsed = Math.max(elapsed, next.time());
    next.action().run();
  }

  @Override
  public boolean schedule(Event event) {
    long left = event.nanosLeft(now());
    entries.add(
        new Entry(
            elapsed + left,
            () -> {
              if (event.nanosLeft(now()) > 0) {
                schedule(event);
              } else {
                event.happen();
              }
            }));
    return true;
  }

  @Override
  public long await(ReentrantLock lock, Condition condition, long nanos) {
    runNext();
    return nanos;
  }
}
