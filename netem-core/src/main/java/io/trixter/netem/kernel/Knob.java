package io.trixter.netem.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A number that any thread may set, and the waiters to wake then. A knob does not know its users:
 * registering is part of waiting, so a knob that a thousand streams share costs nothing while none
 * waits, and it keeps no stream alive.
 *
 * <p>A waiter adds itself first and reads the value afterwards; then it either sees the new value
 * or is woken. Safe for any thread.
 */
public final class Knob {
  private static final VarHandle LIST;

  static {
    try {
      LIST = MethodHandles.lookup().findVarHandle(Knob.class, "list", WaiterList.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long value;
  private volatile WaiterList list; // null until a waiter is added

  /** Creates a knob with the given value. */
  public Knob(long value) {
    this.value = value;
  }

  /** Returns the value. */
  public long get() {
    return value;
  }

  /** Sets the value and wakes the waiters, on this thread. */
  public void set(long value) {
    this.value = value;
    ModificationCount.increment();
    WaiterList waiting = list;
    if (waiting != null) {
      waiting.wakeAll();
    }
  }

  /**
   * Wakes {@code waiter} at each {@link #set} until it is removed. Adding it twice is adding once.
   */
  public void add(Waiter waiter) {
    WaiterList waiting = list;
    if (waiting == null) {
      LIST.compareAndSet(this, null, new WaiterList());
      waiting = list;
    }
    waiting.add(waiter);
  }

  /** Removes {@code waiter}. Without effect if it was not added. */
  public void remove(Waiter waiter) {
    WaiterList waiting = list;
    if (waiting != null) {
      waiting.remove(waiter);
    }
  }

  private static final class WaiterList {
    private final ReentrantLock lock = new ReentrantLock();
    private Waiter first;

    void add(Waiter waiter) {
      lock.lock();
      try {
        if (!waiter.listed) {
          waiter.listed = true;
          waiter.next = first;
          if (first != null) {
            first.previous = waiter;
          }
          first = waiter;
        }
      } finally {
        lock.unlock();
      }
    }

    void remove(Waiter waiter) {
      lock.lock();
      try {
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
      } finally {
        lock.unlock();
      }
    }

    void wakeAll() {
      List<Waiter> woken = new ArrayList<>();
      lock.lock();
      try {
        for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
          woken.add(waiter);
        }
      } finally {
        lock.unlock();
      }
      woken.forEach(Waiter::wake);
    }
  }
}
