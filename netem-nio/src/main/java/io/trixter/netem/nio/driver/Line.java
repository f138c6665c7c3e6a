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
    long room = Math.min(window, budget.free()) - cost;
    if (first == null) {
      room = Math.max(room, FLOOR);
    }
    if (room < Math.min(src.remaining(), WORTH_TAKING)) {
      return 0;
    }
    int taken = (int) Math.min(src.remaining(), room);
    double stray = stray();
    for (int left = taken; left > 0; ) {
      int part = Math.min(left, DelayBudget.BLOCK);
      byte[] block = budget.lease(part);
      src.get(block, 0, part);
      add(new Held(ByteBuffer.wrap(block, 0, part), now, stray));
      left -= part;
    }
    return taken;
  }

  void takeHalfClose(long now) {
    add(new Held(null, now, stray()));
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
    budget.take(held.cost());
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
