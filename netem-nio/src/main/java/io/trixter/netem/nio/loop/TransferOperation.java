package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A read or a write, of one buffer or of several; or only a wait until one could move bytes. */
abstract class TransferOperation extends SocketOperation<Object> {
  private ByteBuffer buffer;
  private ByteBuffer[] buffers;
  private boolean waitsOnly;

  TransferOperation(
      LoopSocketChannel channel,
      SocketChannel socket,
      Readiness readiness,
      int op,
      boolean maybeReady) {
    super(channel, socket, readiness, op, maybeReady);
  }

  /** Names what to move: {@code one} buffer, or {@code several} if that is null. */
  final void use(ByteBuffer one, ByteBuffer[] several) {
    waitsOnly = false;
    buffer = one;
    buffers = several;
  }

  /** Makes the operation move nothing, and complete when it could. */
  final void nothing() {
    waitsOnly = true;
  }

  @Override
  boolean triesAtOnce(boolean maybeReady) {
    return !waitsOnly && (maybeReady || wanted() == 0);
  }

  @Override
  boolean tryOnce() throws IOException {
    if (waitsOnly) {
      complete(null);
      return true;
    }
    PendingFuture<?> future = future();
    if (future == null) {
      return move();
    }
    if (!future.lockUnlessDone()) {
      return true; // cancelled, and its end is on its way to this thread
    }
    try {
      return move();
    } finally {
      future.unlock();
    }
  }

  private boolean move() throws IOException {
    long wanted = wanted();
    if (wanted == 0) {
      complete(boxed(0));
      return true;
    }
    long moved = buffers == null ? transfer(buffer) : transfer(buffers);
    setMaybeReady(moved == wanted || moved < 0); // a full buffer: there may be more
    if (moved == 0) {
      return false;
    }
    complete(resultOf(moved));
    return true;
  }

  private Object resultOf(long moved) {
    try {
      return boxed(moved);
    } catch (OutOfMemoryError e) {
      kill(); // bytes have moved unheard of
      throw e;
    }
  }

  private long wanted() {
    if (buffers == null) {
      return buffer.remaining();
    }
    long sum = 0;
    for (ByteBuffer each : buffers) {
      sum += each.remaining();
    }
    return sum;
  }

  abstract int transfer(ByteBuffer one) throws IOException;

  abstract long transfer(ByteBuffer[] several) throws IOException;

  /** The result as the handler's type has it. */
  private Object boxed(long moved) {
    return buffers != null ? (Object) moved : BoxedCounts.of((int) moved);
  }

  @Override
  protected void forgetBuffers() {
    buffer = null;
    buffers = null;
  }
}
