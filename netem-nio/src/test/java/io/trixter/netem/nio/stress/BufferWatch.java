package io.trixter.netem.nio.stress;

import java.nio.ByteBuffer;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** Watches the buffers of ended operations: nobody may touch them, which is checked later. */
final class BufferWatch {
  private static final long ENDED = TimeUnit.MILLISECONDS.toNanos(30);
  private static final long CANCELLED = TimeUnit.MILLISECONDS.toNanos(300);

  private final DelayQueue<Watched> watched = new DelayQueue<>();
  private final Stock stock;
  private final Ledger ledger;

  BufferWatch(Stock stock, Ledger ledger) {
    this.stock = stock;
    this.ledger = ledger;
  }

  /** A buffer as it is to stay; without a copy of its bytes it is full of the canary. */
  private record Watched(
      ByteBuffer buffer, byte[] bytes, int position, int limit, long due, String whose)
      implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(due - ((Watched) other).due, 0);
    }

    String problem() {
      if (buffer.position() != position || buffer.limit() != limit) {
        return "position and limit were " + position + " and " + limit + ", now " + buffer;
      }
      int touched = bytes == null ? Stock.touched(buffer, 0, buffer.capacity()) : changed();
      return touched < 0 ? null : "changed at " + touched + " of " + buffer;
    }

    private int changed() {
      ByteBuffer whole = buffer.duplicate().clear();
      for (int i = 0; i < bytes.length; i++) {
        if (whole.get(i) != bytes[i]) {
          return i;
        }
      }
      return -1;
    }
  }

  /** Fills the buffer of an operation that has ended with the canary and watches it. */
  void watchEnded(ByteBuffer buffer, String whose) {
    Stock.fill(buffer);
    buffer.limit(buffer.capacity() / 2).position(buffer.capacity() / 4);
    watch(buffer, null, ENDED, whose);
  }

  /** Watches the buffer of an operation that was cancelled, as it is. */
  void watchCancelled(ByteBuffer buffer, String whose) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.duplicate().clear().get(bytes);
    watch(buffer, bytes, CANCELLED, whose);
  }

  private void watch(ByteBuffer buffer, byte[] bytes, long nanos, String whose) {
    long due = System.nanoTime() + nanos;
    watched.add(new Watched(buffer, bytes, buffer.position(), buffer.limit(), due, whose));
  }

  /** Checks those whose time has come. */
  void checkDue() {
    for (Watched one = watched.poll(); one != null; one = watched.poll()) {
      check(one);
    }
  }

  /** Checks all that are left, when their time has come. */
  void checkAll() throws InterruptedException {
    while (!watched.isEmpty()) {
      Watched one = watched.poll(CANCELLED, TimeUnit.NANOSECONDS);
      if (one != null) {
        check(one);
      }
    }
  }

  private void check(Watched one) {
    String problem = one.problem();
    if (problem != null) {
      ledger.violation(
          "a buffer was touched after its operation ended: " + problem + "; " + one.whose);
      return; // it may be touched again
    }
    Stock.fill(one.buffer);
    stock.give(one.buffer);
  }
}
