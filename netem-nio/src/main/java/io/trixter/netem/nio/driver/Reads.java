package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.ModificationCount;
import io.trixter.netem.nio.loop.Buffers;
import io.trixter.netem.nio.loop.PendingFuture;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ReadPendingException;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** How reads enter a fault's channel: past the rule while it is off, else by a {@link ReadSide}. */
final class Reads {
  private final FaultChannel channel;
  private final Rule rule;
  private final boolean foreign;
  private volatile long passedAt = -1; // the count of turns at which a read was found to pass
  private AsynchronousSocketChannel next; // where it then went; published by passedAt
  private final Passing passing; // null if nothing needs to stand between
  private volatile ReadSide side; // made when the rule is first found on

  Reads(FaultChannel channel, Rule rule, boolean trips, boolean foreign) {
    this.channel = channel;
    this.rule = rule;
    this.foreign = foreign;
    passing = trips || foreign ? new Passing(channel, ReadPendingException::new) : null;
  }

  <A> void read(
      ByteBuffer dst,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    AsynchronousSocketChannel inner = next();
    if (inner == null) {
      Buffers.refuseReadOnly(dst);
      start(false, timeout, unit, attachment, handler, dst);
    } else if (passing == null) {
      inner.read(dst, timeout, unit, attachment, handler);
    } else if (!dst.hasRemaining()) {
      inner.read(dst, timeout, unit, attachment, new Explained<>(channel, handler)); // never pends
    } else {
      CompletionHandler<Integer, Void> between = passing.claim(attachment, handler);
      try {
        inner.read(dst, timeout, unit, null, between);
      } catch (RuntimeException refused) {
        passing.unclaim();
        throw refused;
      }
    }
  }

  <A> void read(
      ByteBuffer[] dsts,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    AsynchronousSocketChannel inner = next();
    if (inner == null) {
      ByteBuffer[] own = Buffers.slice(dsts, offset, length);
      for (ByteBuffer dst : own) {
        Buffers.refuseReadOnly(dst);
      }
      start(true, timeout, unit, attachment, handler, own);
    } else if (passing == null) {
      inner.read(dsts, offset, length, timeout, unit, attachment, handler);
    } else {
      CompletionHandler<Long, Void> between = passing.claim(attachment, handler);
      try {
        inner.read(dsts, offset, length, timeout, unit, null, between);
      } catch (RuntimeException refused) {
        passing.unclaim();
        throw refused;
      }
    }
  }

  Future<Integer> read(ByteBuffer dst) {
    if (passes()) {
      Future<Integer> pending = channel.inner().read(dst);
      return passing == null ? pending : passing.mind(pending);
    }
    PendingFuture<Integer> future = new PendingFuture<>(side(), channel);
    read(dst, 0, TimeUnit.NANOSECONDS, null, future);
    return future;
  }

  <A> void whenReadable(
      ReactorChannel inner, A attachment, CompletionHandler<Void, ? super A> handler) {
    if (passing == null) {
      inner.whenReadable(attachment, handler);
      return;
    }
    CompletionHandler<Void, Void> between = passing.claim(attachment, handler);
    try {
      inner.whenReadable(null, between);
    } catch (RuntimeException refused) {
      passing.unclaim();
      throw refused;
    }
  }

  /** As {@link ForwardingChannel#handsReadsOn}. */
  boolean handOn(boolean explains) {
    return (passing == null || (explains && !foreign)) && passes();
  }

  /** Where a read goes that passes; null if it does not. */
  private AsynchronousSocketChannel next() {
    long turns = ModificationCount.get();
    if (turns != passedAt) {
      if (!passes()) {
        return null;
      }
      next = channel.innerForReads(passing != null);
      passedAt = turns;
    }
    return next;
  }

  private boolean passes() {
    return rule == null || (rule.isOff() && (side == null || side.isIdle()));
  }

  private ReadSide side() {
    if (side == null) {
      FaultChannel.MAKING.lock();
      try {
        if (side == null) {
          side = new ReadSide(channel, rule);
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
      ByteBuffer... dsts) {
    Objects.requireNonNull(handler, "handler");
    Objects.requireNonNull(unit, "unit");
    if (!channel.isOpen()) {
      channel.failClosed(attachment, handler);
      return;
    }
    channel.checkRead();
    ReadSide reading = side();
    if (!reading.claim()) {
      throw new ReadPendingException();
    }
    reading.use(vectored, dsts);
    reading.submit(attachment, handler, unit.toNanos(timeout));
  }

  /** Refuses what a read would be refused for here. */
  void check() {
    if (side != null && side.isKilled()) {
      throw new IllegalStateException("Reading not allowed after a timeout or cancellation");
    }
    if ((side != null && side.isClaimed()) || (passing != null && passing.isPending())) {
      throw new ReadPendingException();
    }
  }

  /** Ends the read that is under way here as cancelled. Reactor's thread. */
  void abandon() {
    if (side != null) {
      side.abandon();
    }
  }

  /** Ends what waits here. Reactor's thread. */
  void channelClosed() {
    if (side != null) {
      side.channelClosed();
    }
  }
}
