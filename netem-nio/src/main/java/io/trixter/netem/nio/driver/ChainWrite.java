package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.nio.loop.PendingFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;

/**
 * The writes of a channel, or its half-close. A write that was begun under the rules completes when
 * all of it has moved, in as many writes of the next stage as that takes, so that chance is drawn
 * once for it. Confined as {@link ChainOperation} says.
 */
final class ChainWrite extends ChainOperation {
  private final RuleSink sink;
  private final Op op;
  private long total; // of the write
  private PendingFuture<?> lender; // locked while a rule looks at the bytes
  End end = End.HALF_CLOSE; // of a half-close: how it ends further in

  ChainWrite(RuleSink sink, Op op) {
    super(sink.channel, sink.chain);
    this.sink = sink;
    this.op = op;
    if (op == Op.WRITE) {
      chain.show(this);
    }
  }

  /** Locks the buffers of a future, which might become the caller's again while a rule looks. */
  @Override
  public ByteBuffer lend() {
    lender = future();
    if (lender != null && !lender.lockUnlessDone()) {
      lender = null;
      throw new CancellationException();
    }
    return current();
  }

  @Override
  public void giveBack() {
    if (lender != null) {
      lender.unlock();
      lender = null;
    }
  }

  @Override
  boolean comesTooLate() {
    return op == Op.WRITE && sink.isEnding();
  }

  @Override
  void begin(long now) {
    sink.countPassed();
    total = remaining();
    chain.begin(op, total, now);
  }

  @Override
  void move(long bytes) {
    if (chain.op() == Op.SHUTDOWN) {
      endNext(end);
    } else {
      super.move(bytes);
    }
  }

  private void endNext(End how) {
    try {
      sink.next.end(how);
      chain.moved(0, UNKNOWN, reactor().now());
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  @Override
  void emit(ByteBuffer bytes) {
    enter(bytes);
  }

  @Override
  void drop(long bytes) {
    withBuffers(() -> skip(bytes));
  }

  private void skip(long bytes) {
    for (long left = bytes; left > 0; ) {
      ByteBuffer src = current();
      int n = (int) Math.min(left, src.remaining());
      src.position(src.position() + n);
      left -= n;
    }
  }

  @Override
  void end(boolean reset) {
    drop(remaining());
    sink.endNext(reset);
    completeMoved(total);
  }

  @Override
  void callNext(ByteBuffer buffer, long nanos) {
    sink.next.write(buffer, null, nanos, null, this);
  }

  @Override
  void abandonNext() {
    sink.next.abandonWrite();
  }

  /** A half-close has no handler: those who wait for it hear why before the channel ends. */
  @Override
  void abort() {
    if (op == Op.SHUTDOWN) {
      channel.abortLater(chain.killSwitch());
    } else {
      super.abort();
    }
  }

  @Override
  protected void release() {
    super.release();
    sink.operationEnded();
  }
}
