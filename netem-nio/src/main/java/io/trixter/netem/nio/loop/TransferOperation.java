package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.LongAdder;

/** A read or a write, of one buffer or of several; or only a wait until one could move bytes. */
final class TransferOperation extends SocketOperation<Object> {
  private final Direction direction;
  private LongAdder total; // of what is written; null: not counted
  private ByteBuffer buffer;
  private ByteBuffer[] buffers;
  private boolean waitsOnly;

  TransferOperation(LoopSocketChannel channel, Direction direction) {
    super(
        channel,
        direction == Direction.READ ? SelectionKey.OP_READ : SelectionKey.OP_WRITE,
        direction == Direction.WRITE);
    this.direction = direction;
  }

  /** Adds to {@code adder} what is written from now on. */
  void countIn(LongAdder adder) {
    total = adder;
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
    long moved = direction == Direction.READ ? read() : write();
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

  private long read() throws IOException {
    return buffers == null ? channel().socket.read(buffer) : channel().socket.read(buffers);
  }

  private long write() throws IOException {
    long n = buffers == null ? channel().socket.write(buffer) : channel().socket.write(buffers);
    if (total != null) {
      total.add(n);
    }
    return n;
  }

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
