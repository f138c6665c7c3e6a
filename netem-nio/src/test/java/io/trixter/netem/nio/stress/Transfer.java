package io.trixter.netem.nio.stress;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One read or write: how it was asked for, and how often it has ended. */
final class Transfer {
  final Lane lane;
  final Form form;
  final Message message;
  final long timeout;
  final long dice;
  final long place;
  private final Verifier verifier;
  private final AtomicInteger ends = new AtomicInteger();
  private final AtomicInteger harvesters = new AtomicInteger();
  private volatile Future<Integer> future;
  private volatile long begunAt;

  Transfer(Verifier verifier, Lane lane, Form form, Message message, long timeout, long dice) {
    this.verifier = verifier;
    this.lane = lane;
    this.form = form;
    this.message = message;
    this.timeout = timeout;
    this.dice = dice;
    place = lane.reading ? lane.flow.received() : lane.flow.sent();
  }

  /** Hears how the operation ended, in either of the result's types. */
  private final class Ear<V extends Number> implements CompletionHandler<V, Transfer> {
    @Override
    public void completed(V moved, Transfer attachment) {
      verifier.called(Transfer.this, attachment, moved.longValue(), null);
    }

    @Override
    public void failed(Throwable thrown, Transfer attachment) {
      verifier.called(Transfer.this, attachment, 0, thrown);
    }
  }

  /** Whether it has only now ended; false if it had already. */
  boolean endsOnce() {
    return ends.incrementAndGet() == 1;
  }

  boolean isOver() {
    return ends.get() > 0;
  }

  /** An operation that moves nothing, and does not count for its lane. */
  boolean isEmpty() {
    return message.size() == 0 && !form.isSeveral();
  }

  Future<Integer> future() {
    return future;
  }

  /** Takes the right to await or cancel the future. */
  boolean takeHarvest() {
    return future != null && harvesters.compareAndSet(0, 1);
  }

  void leaveHarvest() {
    harvesters.set(0);
  }

  long nanosSinceBegun() {
    return System.nanoTime() - begunAt;
  }

  /** Starts it. What it throws was not started. */
  void start() {
    begunAt = System.nanoTime();
    if (form == Form.FUTURE) {
      ByteBuffer buffer = message.buffers()[0];
      future = lane.reading ? channel().read(buffer) : channel().write(buffer);
    } else if (form.isSeveral()) {
      startSeveral(message.buffers());
    } else {
      startOne(message.buffers()[0]);
    }
  }

  private void startOne(ByteBuffer buffer) {
    if (lane.reading) {
      channel().read(buffer, timeout, TimeUnit.NANOSECONDS, this, new Ear<Integer>());
    } else {
      channel().write(buffer, timeout, TimeUnit.NANOSECONDS, this, new Ear<Integer>());
    }
  }

  private void startSeveral(ByteBuffer[] buffers) {
    int n = buffers.length;
    if (lane.reading) {
      channel().read(buffers, 0, n, timeout, TimeUnit.NANOSECONDS, this, new Ear<Long>());
    } else {
      channel().write(buffers, 0, n, timeout, TimeUnit.NANOSECONDS, this, new Ear<Long>());
    }
  }

  private AsynchronousSocketChannel channel() {
    return lane.end.channel;
  }

  @Override
  public String toString() {
    return form + " " + lane + " at " + place + ", timeout " + timeout + " ns";
  }
}
