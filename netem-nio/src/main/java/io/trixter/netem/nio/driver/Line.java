package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Origin;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The queue of a delay line: what entered, when, and how much more fits. Bytes leave in the order
 * they entered. No I/O, no waiting; confined to the line's reactor.
 */
final class Line {
  /** What an empty line takes, however short the budget is, so that none stalls. */
  private static final long FLOOR = 16 << 10;

  private static final int WORTH_TAKING = 4 << 10;

  private final Knob delay;
  private final Knob jitter;
  private final Origin origin;
  private final long window;
  private final DelayBudget budget;
  private SplittableRandom random;
  private Held first;
  private Held last;
  private long cost;

  Line(Knob delay, Knob jitter, Origin origin, long window, DelayBudget budget) {
    this.delay = delay;
    this.jitter = jitter;
    this.origin = origin;
    this.window = window;
    this.budget = budget;
  }

  boolean isOff() {
    return delay.get() == 0 && jitter.get() == 0;
  }

  Held first() {
    return first;
  }

  /** Copies as much of {@code src} as there is room for; 0 if that would not be worth it. */
  int take(ByteBuffer src, long now) {
    int taken = 0;
    double stray = 0;
    for (ByteBuffer room = room(src); room != null; room = room(src)) {
      if (taken == 0) {
        stray = stray();
      }
      int part = room.remaining();
      src.get(room.array(), 0, part);
      add(new Held(room, now, stray));
      taken += part;
    }
    return taken;
  }

  /** Room for what is left of {@code src}, or for a part of it, paid for; null if there is none. */
  private ByteBuffer room(ByteBuffer src) {
    while (src.hasRemaining()) {
      long used = budget.used();
      long free = Math.min(window, budget.free(used)) - cost;
      if (first == null) {
        free = Math.max(free, FLOOR);
      }
      if (free < Math.min(src.remaining(), WORTH_TAKING)) {
        return null;
      }
      int part = (int) Math.min(Math.min(src.remaining(), DelayBudget.BLOCK), free);
      byte[] block = budget.lease(part);
      if (budget.take(used, Held.cost(block.length))) {
        return ByteBuffer.wrap(block, 0, part);
      }
      budget.release(block); // another line was faster: there may be less
    }
    return null;
  }

  /** Lets the half-close follow what is held, however short the budget is. */
  void takeHalfClose(long now) {
    Held held = new Held(null, now, stray());
    budget.take(held.cost());
    add(held);
  }

  private double stray() {
    if (jitter.get() == 0) {
      return 0;
    }
    if (random == null) {
      random = origin.random("DelayLine", Op.WRITE);
    }
    return random.nextDouble(-1.0, 1.0);
  }

  private void add(Held held) {
    if (first == null) {
      first = held;
    } else {
      last.next = held;
    }
    last = held;
    cost += held.cost();
  }

  /** Nanoseconds until the first may leave; 0 if it may now. */
  long nanosToFirst(long now) {
    long lasts = saturatedSum(delay.get(), (long) (first.stray * jitter.get()));
    return Math.max(0, lasts - (now - first.enteredAt));
  }

  /** The sum of a duration and what may be taken from it or added. */
  private static long saturatedSum(long duration, long stray) {
    long sum = duration + stray;
    return stray > 0 && sum < 0 ? Long.MAX_VALUE : sum;
  }

  void removeFirst() {
    Held gone = first;
    first = gone.next;
    cost -= gone.cost();
    budget.give(gone.cost());
    if (gone.bytes != null) {
      budget.release(gone.bytes.array());
    }
  }

  void clear() {
    while (first != null) {
      removeFirst();
    }
  }
}
