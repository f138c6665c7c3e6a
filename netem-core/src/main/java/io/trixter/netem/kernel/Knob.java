package io.trixter.netem.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A number that any thread may set while traffic flows. A {@link Rule} reads it by {@link #get}
 * each time it is asked, and answers it from {@link Rule#knob} so that setting it ends a wait
 * early. What the number means is the fault's: nanoseconds, bytes, the bits of a probability; the
 * {@code Dynamic...} classes check a range and have a knob each.
 *
 * <p>The rest is the drivers': the waiters to wake. A knob does not know its users: registering is
 * part of waiting, so a knob that a thousand streams share costs nothing while none waits, and it
 * keeps no stream alive.
 *
 * <p>A waiter adds itself first and reads the value afterwards; then it either sees the new value
 * or is woken. Safe for any thread.
 */
public final class Knob {
  private volatile long value;
  private Waiter first; // of the waiters; under the lock

  /** Creates a knob with the given value. */
  public Knob(long value) {
    this.value = value;
  }

  /** Returns the value. */
  public long get() {
    return value;
  }

  /** Sets the value and wakes the waiters, on this thread. Rules that wait are asked anew. */
  public void set(long value) {
    this.value = value;
    ModificationCount.increment();
    wake();
  }

  /** Wakes the waiters though the value is what it was, because something else was set. */
  public void wake() {
    waiters().forEach(Waiter::wake);
  }

  private synchronized List<Waiter> waiters() {
    if (first == null) {
      return List.of();
    }
    List<Waiter> waiters = new ArrayList<>();
    for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
      waiters.add(waiter);
    }
    return waiters;
  }

  /**
   * Wakes {@code waiter} at each {@link #set} until it is removed. Adding it twice is adding once.
   */
  public synchronized void add(Waiter waiter) {
    if (!waiter.listed) {
      waiter.listed = true;
      waiter.next = first;
      if (first != null) {
        first.previous = waiter;
      }
      first = waiter;
    }
  }

  /** Removes {@code waiter}. Without effect if it was not added. */
  public synchronized void remove(Waiter waiter) {
    if (!waiter.listed) {
      return;
    }
    if (waiter.previous == null) {
      first = waiter.next;
    } else {
      waiter.previous.next = waiter.next;
    }
    if (waiter.next != null) {
      waiter.next.previous = waiter.previous;
    }
    waiter.previous = null;
    waiter.next = null;
    waiter.listed = false;
  }
}
