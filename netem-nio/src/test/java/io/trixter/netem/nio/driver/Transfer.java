package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.Operation;
import io.trixter.netem.nio.loop.PendingFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** A read or a write of an in-memory channel. */
final class Transfer extends Operation<Object> {
  private final Wire wire;
  private final boolean reads;
  private ByteBuffer[] buffers;
  private boolean vectored;
  private long total;

  Transfer(Wire wire, boolean reads) {
    super(wire.reactor);
    this.wire = wire;
    this.reads = reads;
  }

  void use(boolean several, ByteBuffer... given) {
    vectored = several;
    buffers = given;
  }

  @Override
  protected boolean isOpen() {
    return wire.open;
  }

  @Override
  protected void start() {
    IOException why = wire.outputShutdown && !reads ? new ClosedChannelException() : wire.failure;
    if (why != null) {
      fail(why);
      return;
    }
    PendingFuture<?> future = future();
    if (future == null || wire.foreign) {
      move();
    } else if (future.lockUnlessDone()) {
      try {
        move();
      } finally {
        future.unlock();
      }
    }
  }

  private void move() {
    boolean nothingWanted = wanted() == 0;
    long moved = reads ? wire.give(buffers) : wire.take(buffers);
    if (moved == 0 && !nothingWanted) {
      startTimeout();
    } else {
      wire.note((reads ? "read " : "write ") + moved);
      total += Math.max(0, moved);
      complete(vectored ? (Object) moved : (Object) (int) moved);
    }
  }

  /** How many bytes have been moved since the channel was opened. */
  long total() {
    return total;
  }

  private long wanted() {
    long sum = 0;
    for (ByteBuffer each : buffers) {
      sum += each.remaining();
    }
    return sum;
  }

  void tryAgain() {
    if (isActive()) {
      start();
    }
  }

  void channelClosed(IOException why) {
    if (isActive()) {
      fail(why);
    }
  }
}
