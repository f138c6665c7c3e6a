package io.trixter.netem.nio.loop;

import java.util.Arrays;

/**
 * Timers by deadline, those of one deadline in the order they were armed: a binary heap in which
 * each timer knows its place, so that disarming is as cheap as arming. Deadlines are nanoseconds
 * that may wrap, as {@link System#nanoTime()} does. Confined to one thread.
 */
public final class TimerHeap {
  /** No timer is armed. */
  public static final long NEVER = Long.MAX_VALUE;

  private Timer[] heap = new Timer[16];
  private int size;
  private long armed;

  /** A heap without timers. */
  public TimerHeap() {}

  /**
   * Arms {@code timer} for {@code now + nanos}, anew if it was armed.
   *
   * @throws OutOfMemoryError if there is no memory for one more; nothing has changed then
   */
  public void arm(Timer timer, long now, long nanos) {
    if (size == heap.length && !timer.isArmed()) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    disarm(timer);
    timer.deadline = now + Math.min(Math.max(0, nanos), Long.MAX_VALUE / 2);
    timer.order = armed++;
    place(timer, size++);
    siftUp(timer);
  }

  /** Disarms {@code timer}; without effect if it is not armed. */
  public void disarm(Timer timer) {
    int hole = timer.index;
    if (hole == Timer.DISARMED) {
      return;
    }
    timer.index = Timer.DISARMED;
    Timer last = heap[--size];
    heap[size] = null;
    if (last != timer) {
      place(last, hole);
      siftUp(last);
      siftDown(last);
    }
  }

  /** Nanoseconds from {@code now} to the next deadline, 0 if it is past, or {@link #NEVER}. */
  public long nanosToNext(long now) {
    return size == 0 ? NEVER : Math.max(0, heap[0].deadline - now);
  }

  /** Disarms and returns a timer whose deadline is not after {@code now}; null if there is none. */
  public Timer pollDue(long now) {
    if (size == 0 || heap[0].deadline - now > 0) {
      return null;
    }
    Timer due = heap[0];
    disarm(due);
    return due;
  }

  private void siftUp(Timer timer) {
    while (timer.index > 0) {
      Timer parent = heap[(timer.index - 1) / 2];
      if (!before(timer, parent)) {
        return;
      }
      swap(timer, parent);
    }
  }

  private void siftDown(Timer timer) {
    while (true) {
      int child = 2 * timer.index + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], timer)) {
        return;
      }
      swap(heap[child], timer);
    }
  }

  private void swap(Timer riser, Timer sinker) {
    int low = riser.index;
    place(riser, sinker.index);
    place(sinker, low);
  }

  private void place(Timer timer, int index) {
    heap[index] = timer;
    timer.index = index;
  }

  private static boolean before(Timer a, Timer b) {
    long difference = a.deadline - b.deadline;
    return difference < 0 || (difference == 0 && a.order < b.order);
  }
}
