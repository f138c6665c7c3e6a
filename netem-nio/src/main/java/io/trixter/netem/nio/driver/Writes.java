package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.ModificationCount;
import io.trixter.netem.nio.loop.Buffers;
import io.trixter.netem.nio.loop.PendingFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.WritePendingException;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How writes and the half-close enter a fault's channel: past the rule while it is off, else by a
 * {@link WriteSide}. A half-close that the rule has wait follows the writes before it.
 */
final class Writes {
  private final FaultChannel channel;
  private final Rule rule;
  private final boolean foreign;
  private volatile long passedAt = -1; // the count of turns at which a write was found to pass
  private AsynchronousSocketChannel next; // where it then went; published by passedAt
  private final Passing passing; // null if nothing needs to stand between
  private volatile WriteSide side; // made, as the next, when the rule is first found on
  private volatile WriteSide shutdowns;
  private volatile boolean outputShutdown;
  private boolean shutdownAwaitsWrite;
  private Throwable shutdownFailure;
  private Consumer<Throwable> drained;

  Writes(FaultChannel channel, Rule rule, boolean trips, boolean foreign) {
    this.channel = channel;
    this.rule = rule;
    this.foreign = foreign;
    passing = trips || foreign ? new Passing(channel, WritePendingException::new) : null;
  }

  <A> void write(
      ByteBuffer src,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    AsynchronousSocketChannel inner = next();
    if (inner == null) {
      Objects.requireNonNull(src, "src");
      start(false, timeout, unit, attachment, handler, src);
    } else if (passing == null) {
      inner.write(src, timeout, unit, attachment, handler);
    } else if (!src.hasRemaining()) {
      inner.write(src, timeout, unit, attachment, new Explained<>(channel, handler)); // never pends
    } else {
      CompletionHandler<Integer, Void> between = passing.claim(attachment, handler);
      try {
        inner.write(src, timeout, unit, null, between);
      } catch (RuntimeException refused) {
        passing.unclaim();
        throw refused;
      }
    }
  }

  <A> void write(
      ByteBuffer[] srcs,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    AsynchronousSocketChannel inner = next();
    if (inner == null) {
      start(true, timeout, unit, attachment, handler, Buffers.slice(srcs, offset, length));
    } else if (passing == null) {
      inner.write(srcs, offset, length, timeout, unit, attachment, handler);
    } else {
      CompletionHandler<Long, Void> between = passing.claim(attachment, handler);
      try {
        inner.write(srcs, offset, length, timeout, unit, null, between);
      } catch (RuntimeException refused) {
        passing.unclaim();
        throw refused;
      }
    }
  }

  Future<Integer> write(ByteBuffer src) {
    if (passes()) {
      Future<Integer> pending = channel.inner().write(src);
      return passing == null ? pending : passing.mind(pending);
    }
    PendingFuture<Integer> future = new PendingFuture<>(side(), channel);
    write(src, 0, TimeUnit.NANOSECONDS, null, future);
    return future;
  }

  /** As {@link ForwardingChannel#handsWritesOn}. */
  boolean handOn(boolean explains) {
    return (passing == null || (explains && !foreign)) && passes();
  }

  /** Where a write goes that passes; null if it does not. */
  private AsynchronousSocketChannel next() {
    long turns = ModificationCount.get();
    if (turns != passedAt) {
      if (!passes()) {
        return null;
      }
      next = channel.innerForWrites(passing != null);
      passedAt = turns;
    }
    return next;
  }

  private boolean passes() {
    return rule == null
        || (rule.isOff() && (side == null || (side.isIdle() && !shutdowns.isClaimed())));
  }

  private WriteSide side() {
    if (side == null) {
      FaultChannel.MAKING.lock();
      try {
        if (side == null) {
          shutdowns = new WriteSide(channel, rule, Op.SHUTDOWN);
          side = new WriteSide(channel, rule, Op.WRITE);
        }
      } finally {
        FaultChannel.MAKING.unlock();
      }
    }
    return side;
  }

  private <A> void start(
      boolean vectored,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<?, ? super A> handler,
      ByteBuffer... srcs) {
    Objects.requireNonNull(handler, "handler");
    Objects.requireNonNull(unit, "unit");
    if (!channel.isOpen() || outputShutdown) {
      channel.failClosed(attachment, handler);
      return;
    }
    channel.checkWrite();
    WriteSide writing = side();
    if (!writing.claim()) {
      throw new WritePendingException();
    }
    writing.use(vectored, srcs);
    writing.submit(attachment, handler, unit.toNanos(timeout));
  }

  void shutdownOutput() throws IOException {
    if (passes()) {
      shutdownInner();
    } else if (!channel.isOpen()) {
      throw channel.explained(new ClosedChannelException());
    } else if (!channel.isConnected()) {
      throw new NotYetConnectedException();
    } else if (side() != null && shutdowns.claim()) {
      outputShutdown = true;
      shutdowns.use(false);
      channel.reactor().run(this::startShutdown);
      if (channel.reactor().inReactor() && shutdownFailure instanceof IOException now) {
        throw now;
      }
    }
  }

  private void shutdownInner() throws IOException {
    try {
      channel.inner().shutdownOutput();
    } catch (IOException e) {
      throw channel.explained(e);
    }
  }

  private void startShutdown() {
    shutdownAwaitsWrite = side.isActive();
    if (!shutdownAwaitsWrite) {
      shutdowns.submit(null, new ShutdownHandler(), 0);
    }
  }

  /** A write has ended: the half-close that waited for it may start. Reactor's thread. */
  void ended() {
    if (shutdownAwaitsWrite) {
      channel.reactor().execute(this::startShutdown);
    }
  }

  private final class ShutdownHandler implements CompletionHandler<Object, Object> {
    @Override
    public void completed(Object result, Object attachment) {
      tellDrained();
    }

    @Override
    public void failed(Throwable thrown, Object attachment) {
      shutdownFailure = thrown;
      tellDrained();
      channel.triggered(); // after whoever waits for the half-close has heard why
    }
  }

  void whenDrained(Consumer<Throwable> task) {
    if (shutdownFailure != null) {
      task.accept(shutdownFailure);
    } else if (shutdowns != null && shutdowns.isClaimed()) {
      drained = task;
    } else {
      channel.whenInnerDrained(task);
    }
  }

  private void tellDrained() {
    Consumer<Throwable> told = drained;
    drained = null;
    if (told != null) {
      whenDrained(told);
    }
  }

  /** Refuses what a write would be refused for here. */
  void check() {
    if (side != null && side.isKilled()) {
      throw new IllegalStateException("Writing not allowed after a timeout or cancellation");
    }
    if ((side != null && side.isClaimed()) || (passing != null && passing.isPending())) {
      throw new WritePendingException();
    }
  }

  /** Ends the write that is under way here as cancelled. Reactor's thread. */
  void abandon() {
    if (side != null) {
      side.abandon();
    }
  }

  /** Ends what waits here. Reactor's thread. */
  void channelClosed() {
    if (side != null) {
      side.channelClosed();
      shutdowns.channelClosed();
    }
  }
}
