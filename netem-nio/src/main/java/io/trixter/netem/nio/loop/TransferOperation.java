package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.LongAdder;

/** A read or a write, of one buffer or of several; or only a wait until one could move bytes. */
final class TransferOperation extends SocketOperation<Object> {
  private LongAdder total; // of what is written; null: not counted
  private boolean waitsOnly;
  private long moved; // since the channel was opened

  TransferOperation(LoopSocketChannel channel, Direction direction) {
    super(
        channel,
        direction == Direction.READ ? SelectionKey.OP_READ : SelectionKey.OP_WRITE,
        direction == Direction.WRITE);
  }

  /** Adds to {@code adder} what is written from now on. */
  void countIn(LongAdder adder) {
    total = adder;
  }

  /** How many bytes have been moved since the channel was opened. The loop's thread. */
  long moved() {
    return moved;
  }

  /** Makes the operation complete when bytes could move, rather than move them; or not. */
  void waitOnly(boolean only) {
    waitsOnly = only;
  }

  @Override
  boolean triesAtOnce(boolean maybeReady) {
    return !waitsOnly && (maybeReady || remaining() == 0);
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
    long wanted = remaining();
    if (wanted == 0) {
      completeMoved(0);
      return true;
    }
    long now = op() == SelectionKey.OP_READ ? read() : write();
    setMaybeReady(now == wanted || now < 0); // a full buffer: there may be more
    if (now == 0) {
      return false;
    }
    if (now > 0) {
      moved += now;
      channel().loop().moved(now);
    }
    completeMoved(now);
    return true;
  }

  private long read() throws IOException {
    return channel().socket.read(current(), several());
  }

  private long write() throws IOException {
    long n = channel().socket.write(current(), several());
    if (total != null) {
      total.add(n);
    }
    return n;
  }
}
