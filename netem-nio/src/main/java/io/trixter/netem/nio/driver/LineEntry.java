package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.Counts;
import io.trixter.netem.nio.loop.Operation;
import io.trixter.netem.nio.loop.PendingFuture;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The caller's write into a delay line: ends when the line has taken some of it. */
final class LineEntry extends Operation<Object> {
  private final LineChannel channel;
  private ByteBuffer[] srcs;
  private boolean vectored;

  LineEntry(LineChannel channel) {
    super(channel.reactor());
    this.channel = channel;
  }

  /** Names the buffers of the claimed operation, before it is submitted. */
  void use(boolean several, ByteBuffer... callers) {
    vectored = several;
    srcs = callers;
  }

  @Override
  protected boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  protected void start() {
    if (channel.hasFailed()) {
      fail(channel.freshFailure());
      return;
    }
    PendingFuture<?> future = future();
    if (future == null) {
      take();
    } else if (future.lockUnlessDone()) {
      try {
        take();
      } finally {
        future.unlock();
      }
    }
  }

  private void take() {
    long taken = 0;
    boolean room = true;
    for (int i = 0; i < srcs.length && room; i++) {
      if (srcs[i].hasRemaining()) {
        taken += channel.line().take(srcs[i], reactor().now());
        room = !srcs[i].hasRemaining();
      }
    }
    if (taken == 0 && !room) {
      startTimeout();
      return;
    }
    if (taken > 0) {
      channel.entered();
    }
    complete(vectored ? (Object) taken : Counts.of((int) taken));
    channel.go();
  }

  /** There may be room now. Reactor's thread. */
  void tryAgain() {
    if (isActive()) {
      start();
    }
  }

  /** Nothing will be taken any more. Reactor's thread. */
  void end(IOException why) {
    if (isActive()) {
      fail(why);
    }
  }

  @Override
  protected void release() {
    srcs = null;
    channel.writeEnded();
  }
}
