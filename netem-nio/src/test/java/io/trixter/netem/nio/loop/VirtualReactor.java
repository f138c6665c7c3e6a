package io.trixter.netem.nio.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A reactor in virtual time: the test's own thread is its thread, tasks and timers run when {@link
 * #settle} or {@link #advance} is called, always in the same order. Its clock starts a second
 * before {@link System#nanoTime} would wrap.
 */
public final class VirtualReactor implements Reactor {
  private static final long START = Long.MAX_VALUE - 1_000_000_000L;

  private final Thread thread = Thread.currentThread();
  private final TimerHeap timers = new TimerHeap();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final List<Throwable> thrown = new ArrayList<>();
  private final Deliveries deliveries = new Deliveries(thrown::add);
  private long now = START;
  private boolean away;
  private Error lack;

  /** What handlers, tasks and timers threw. */
  public List<Throwable> thrown() {
    return thrown;
  }

  /** The virtual time since the start. */
  public Duration elapsed() {
    return Duration.ofNanos(now - START);
  }

  /** Runs {@code action} as another thread would: what it hands the reactor waits its turn. */
  public void fromOutside(Runnable action) {
    away = true;
    try {
      action.run();
    } finally {
      away = false;
    }
  }

  /** Has {@link #execute} throw {@code error}; null has it take tasks again. */
  void lacksRoomForTasks(Error error) {
    lack = error;
  }

  /** Runs what was given and put off, until nothing is left to do at this time. */
  public void settle() {
    for (Runnable task = tasks.poll(); task != null || fireDue(); task = tasks.poll()) {
      if (task != null) {
        guarded(task);
      }
      deliveries.runDeferred(Integer.MAX_VALUE);
    }
  }

  private boolean fireDue() {
    deliveries.runDeferred(Integer.MAX_VALUE);
    Timer due = timers.pollDue(now);
    if (due != null) {
      guarded(due::fired);
    }
    return due != null || !tasks.isEmpty();
  }

  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      thrown.add(e);
    }
  }

  /** Lets {@code time} go by, stopping at each timer's deadline on the way. */
  public void advance(Duration time) {
    settle();
    long left = time.toNanos();
    while (timers.nanosToNext(now) <= left) {
      long step = timers.nanosToNext(now);
      left -= step;
      now += step;
      settle();
    }
    now += left;
  }

  /** Whether a timer is armed. */
  public boolean hasTimers() {
    return timers.nanosToNext(now) != TimerHeap.NEVER;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public boolean inReactor() {
    return !away && Thread.currentThread() == thread;
  }

  @Override
  public void execute(Runnable task) {
    if (lack != null) {
      throw lack;
    }
    tasks.add(task);
  }

  @Override
  public void arm(Timer timer, long nanos) {
    timers.arm(timer, now, nanos);
  }

  @Override
  public void disarm(Timer timer) {
    timers.disarm(timer);
  }

  @Override
  public void report(Throwable caught) {
    thrown.add(caught);
  }

  @Override
  public void deliver(Operation<?> ended) {
    deliveries.deliver(ended);
  }
}
