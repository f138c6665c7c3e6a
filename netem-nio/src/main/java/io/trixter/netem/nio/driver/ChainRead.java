package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RuleChain;
import io.trixter.netem.nio.loop.PendingFuture;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.TimeUnit;

/**
 * The reads of a channel. One that the rules limit or emit for completes with what it has: fewer
 * bytes than there is room for. Confined as {@link ChainOperation} says.
 */
final class ChainRead extends ChainOperation {
  private static final int UNKNOWN = -1;

  private final AsynchronousSocketChannel inner;
  private final ReactorChannel ours; // null if the channel is another provider's

  ChainRead(FaultChannel channel, AsynchronousSocketChannel inner, RuleChain chain) {
    super(channel, chain);
    this.inner = inner;
    ours = inner instanceof ReactorChannel known ? known : null;
  }

  @Override
  void begin(long now) {
    chain.begin(Op.READ, wanted(), now);
  }

  @Override
  void move(long bytes) {
    if (bytes == 0) {
      chain.moved(0, UNKNOWN, reactor().now());
    } else {
      enter(borrowed.lend(current(), bytes, future()));
    }
  }

  @Override
  void emit(ByteBuffer bytes) {
    PendingFuture<?> future = future();
    if (future == null) {
      copy(bytes);
    } else if (future.lockUnlessDone()) {
      try {
        copy(bytes);
      } finally {
        future.unlock();
      }
    }
  }

  private void copy(ByteBuffer bytes) {
    ByteBuffer dst = current();
    int n = Math.min(dst.remaining(), bytes.remaining());
    dst.put(dst.position(), bytes, bytes.position(), n);
    dst.position(dst.position() + n);
    bytes.position(bytes.position() + n);
    chain.moved(n, UNKNOWN, reactor().now());
  }

  @Override
  void drop(long bytes) {
    throw new IllegalStateException("what is read is not dropped");
  }

  @Override
  void end(boolean reset) {
    if (reset) {
      fail(new IOException("Connection reset"));
      channel.reset();
    } else {
      done(-1);
    }
  }

  @Override
  void callNext(ByteBuffer buffer, ByteBuffer[] buffers, long nanos) {
    readInner(buffer, buffers, nanos, null, this);
  }

  /** Starts a read of the inner channel. */
  @SuppressWarnings("unchecked") // a handler of one buffer takes an Integer, of several a Long
  <A> void readInner(
      ByteBuffer one,
      ByteBuffer[] several,
      long nanos,
      A attachment,
      CompletionHandler<?, ? super A> handler) {
    if (ours != null) {
      ours.startRead(one, several, nanos, attachment, handler);
    } else if (several == null) {
      var told = (CompletionHandler<Integer, ? super A>) handler;
      inner.read(one, nanos, TimeUnit.NANOSECONDS, attachment, told);
    } else {
      var told = (CompletionHandler<Long, ? super A>) handler;
      inner.read(several, 0, several.length, nanos, TimeUnit.NANOSECONDS, attachment, told);
    }
  }

  /** Waits until there is something to read, being claimed; as {@link #pass} else. */
  @SuppressWarnings("unchecked") // it completes with nothing
  <A> void passWait(A attachment, CompletionHandler<Void, ? super A> handler) {
    beginPassing(attachment, handler);
    try {
      ours.whenReadable(null, (CompletionHandler<Void, Void>) (Object) this);
    } catch (RuntimeException | Error refused) {
      stopPassing();
      throw refused;
    }
  }

  @Override
  void abandonNext() {
    if (ours != null) {
      ours.abandonRead();
    }
  }

  @Override
  void moved(int bytes) {
    borrowed.giveBack(future());
    chain.moved(bytes, UNKNOWN, reactor().now());
  }
}
