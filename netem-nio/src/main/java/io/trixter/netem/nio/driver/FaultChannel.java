package io.trixter.netem.nio.driver;

import io.trixter.netem.Fault;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Trip;
import io.trixter.netem.kernel.Wiring;
import io.trixter.netem.nio.loop.PendingFuture;
import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The channel driver: one fault over any asynchronous socket channel. While the fault's rule is off
 * a call is handed on unchanged (through a handler of the channel's own, reused, if the fault can
 * trip); while it is on a {@link Side} carries the operation out under the rule, on the reactor's
 * thread, where handlers then run.
 *
 * <p>Any thread may start an operation or close the channel.
 */
public final class FaultChannel extends ForwardingChannel implements Trip.Member {
  private static final ReentrantLock MAKING = new ReentrantLock();

  private final Wiring wiring;
  private final int place;
  private final Runnable onStrike;
  private volatile ReadSide reads; // a side is made when the rule is first found on
  private volatile WriteSide writes;
  private volatile WriteSide shutdowns;
  private final Passing passingReads;
  private final Passing passingWrites;
  private volatile boolean outputShutdown;
  private boolean shutdownAwaitsWrite;
  private Throwable shutdownFailure;
  private Consumer<Throwable> drained;

  FaultChannel(
      AsynchronousSocketChannel inner,
      Supplier<Reactor> forForeign,
      Wiring wiring,
      int place,
      Runnable onStrike) {
    super(inner, forForeign);
    this.wiring = wiring;
    this.place = place;
    this.onStrike = onStrike;
    boolean trips = wiring.trip() != null;
    passingReads = trips ? new Passing(this) : null;
    passingWrites = trips ? new Passing(this) : null;
    if (trips) {
      wiring.trip().join(this);
    }
  }

  /**
   * Wraps {@code fault} around {@code inner}.
   *
   * @param forForeign the reactor to run on if {@code inner} is not a channel of ours
   */
  public static FaultChannel wrap(
      AsynchronousSocketChannel inner, Fault fault, Supplier<Reactor> forForeign) {
    int place = inner instanceof FaultChannel below ? below.place + 1 : 0;
    return new FaultChannel(inner, forForeign, Wiring.of(fault, place), place, () -> {});
  }

  /**
   * Wraps {@code fault} around a channel of ours.
   *
   * @param chance where its chance comes from
   * @param onStrike is run for each operation that the fault changes
   */
  public static FaultChannel wrap(
      ReactorChannel inner, Fault fault, Chance chance, Runnable onStrike) {
    Wiring wiring = Wiring.of(fault, chance.origin());
    return new FaultChannel(inner, inner::reactor, wiring, chance.place(), onStrike);
  }

  /** Counts an operation that the fault changed. */
  void struck() {
    onStrike.run();
  }

  /** What a failure of the inner channel is to the caller: the trip's, if the wire was pulled. */
  Throwable explained(Throwable thrown) {
    return isPulled() ? wiring.trip().failure() : thrown;
  }

  private IOException explained(IOException thrown) {
    return isPulled() ? wiring.trip().failure() : thrown;
  }

  private boolean isPulled() {
    return wiring.trip() != null && wiring.trip().isPulled();
  }

  // reading

  @Override
  public <A> void read(
      ByteBuffer dst,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    if (passesReads()) {
      if (passingReads == null) {
        inner().read(dst, timeout, unit, attachment, handler);
        return;
      }
      claimPassing(passingReads, attachment, handler, true);
      try {
        inner().read(dst, timeout, unit, null, passingReads.<Integer>typed());
      } catch (RuntimeException refused) {
        passingReads.unclaim();
        throw refused;
      }
      return;
    }
    Objects.requireNonNull(handler, "handler");
    Buffers.refuseReadOnly(dst);
    startRead(false, timeout, unit, attachment, handler, dst);
  }

  @Override
  public <A> void read(
      ByteBuffer[] dsts,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    if (passesReads()) {
      if (passingReads == null) {
        inner().read(dsts, offset, length, timeout, unit, attachment, handler);
        return;
      }
      claimPassing(passingReads, attachment, handler, true);
      try {
        inner().read(dsts, offset, length, timeout, unit, null, passingReads.<Long>typed());
      } catch (RuntimeException refused) {
        passingReads.unclaim();
        throw refused;
      }
      return;
    }
    Objects.requireNonNull(handler, "handler");
    ByteBuffer[] own = Buffers.slice(dsts, offset, length);
    for (ByteBuffer dst : own) {
      Buffers.refuseReadOnly(dst);
    }
    startRead(true, timeout, unit, attachment, handler, own);
  }

  @Override
  public Future<Integer> read(ByteBuffer dst) {
    if (wiring.reading() == null) {
      return inner().read(dst);
    }
    PendingFuture<Integer> future = new PendingFuture<>(reads(), this);
    read(dst, 0, TimeUnit.NANOSECONDS, null, future);
    return future;
  }

  @Override
  public <A> void whenReadable(A attachment, CompletionHandler<Void, ? super A> handler) {
    if (passingReads == null) {
      super.whenReadable(attachment, handler);
      return;
    }
    claimPassing(passingReads, attachment, handler, true);
    try {
      super.whenReadable(null, passingReads.<Void>typed());
    } catch (RuntimeException refused) {
      passingReads.unclaim();
      throw refused;
    }
  }

  private boolean passesReads() {
    return wiring.reading() == null
        || (wiring.reading().isOff() && (reads == null || reads.isIdle()));
  }

  private ReadSide reads() {
    if (reads == null) {
      makeSides();
    }
    return reads;
  }

  private <A> void startRead(
      boolean vectored,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<?, ? super A> handler,
      ByteBuffer... dsts) {
    Objects.requireNonNull(unit, "unit");
    if (!isOpen()) {
      failClosed(attachment, handler);
      return;
    }
    ReadSide side = reads();
    if (side.isKilled()) {
      throw new IllegalStateException("Reading not allowed after a timeout or cancellation");
    }
    if ((passingReads != null && passingReads.isClaimed()) || !side.claim()) {
      throw new ReadPendingException();
    }
    side.use(vectored, dsts);
    side.submit(attachment, handler, unit.toNanos(timeout));
  }

  // writing

  @Override
  public <A> void write(
      ByteBuffer src,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    if (passesWrites()) {
      if (passingWrites == null) {
        inner().write(src, timeout, unit, attachment, handler);
        return;
      }
      claimPassing(passingWrites, attachment, handler, false);
      try {
        inner().write(src, timeout, unit, null, passingWrites.<Integer>typed());
      } catch (RuntimeException refused) {
        passingWrites.unclaim();
        throw refused;
      }
      return;
    }
    Objects.requireNonNull(src, "src");
    Objects.requireNonNull(handler, "handler");
    startWrite(false, timeout, unit, attachment, handler, src);
  }

  @Override
  public <A> void write(
      ByteBuffer[] srcs,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    if (passesWrites()) {
      if (passingWrites == null) {
        inner().write(srcs, offset, length, timeout, unit, attachment, handler);
        return;
      }
      claimPassing(passingWrites, attachment, handler, false);
      try {
        inner().write(srcs, offset, length, timeout, unit, null, passingWrites.<Long>typed());
      } catch (RuntimeException refused) {
        passingWrites.unclaim();
        throw refused;
      }
      return;
    }
    Objects.requireNonNull(handler, "handler");
    startWrite(true, timeout, unit, attachment, handler, Buffers.slice(srcs, offset, length));
  }

  @Override
  public Future<Integer> write(ByteBuffer src) {
    if (wiring.writing() == null) {
      return inner().write(src);
    }
    PendingFuture<Integer> future = new PendingFuture<>(writes(), this);
    write(src, 0, TimeUnit.NANOSECONDS, null, future);
    return future;
  }

  private boolean passesWrites() {
    return wiring.writing() == null
        || (wiring.writing().isOff()
            && (writes == null || (writes.isIdle() && !shutdowns.isClaimed())));
  }

  private WriteSide writes() {
    if (writes == null) {
      makeSides();
    }
    return writes;
  }

  private void makeSides() {
    MAKING.lock();
    try {
      if (reads == null && wiring.reading() != null) {
        reads = new ReadSide(this, wiring.reading());
      }
      if (writes == null && wiring.writing() != null) {
        shutdowns = new WriteSide(this, wiring.writing(), Op.SHUTDOWN);
        writes = new WriteSide(this, wiring.writing(), Op.WRITE);
      }
    } finally {
      MAKING.unlock();
    }
  }

  private <A> void startWrite(
      boolean vectored,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<?, ? super A> handler,
      ByteBuffer... srcs) {
    Objects.requireNonNull(unit, "unit");
    if (!isOpen() || outputShutdown) {
      failClosed(attachment, handler);
      return;
    }
    WriteSide side = writes();
    if (side.isKilled()) {
      throw new IllegalStateException("Writing not allowed after a timeout or cancellation");
    }
    if ((passingWrites != null && passingWrites.isClaimed()) || !side.claim()) {
      throw new WritePendingException();
    }
    side.use(vectored, srcs);
    side.submit(attachment, handler, unit.toNanos(timeout));
  }

  // both

  private <A> void claimPassing(
      Passing passing, A attachment, CompletionHandler<?, ? super A> handler, boolean read) {
    Objects.requireNonNull(handler, "handler");
    if (!passing.claim(attachment, handler)) {
      throw read ? new ReadPendingException() : new WritePendingException();
    }
  }

  private <A> void failClosed(A attachment, CompletionHandler<?, ? super A> handler) {
    reactor().run(() -> handler.failed(explained(new ClosedChannelException()), attachment));
  }

  // the end

  /**
   * Half-closes, under the rule. Where the rule has it wait, the call returns and the half-close
   * follows; a failure then closes the channel.
   */
  @Override
  public AsynchronousSocketChannel shutdownOutput() throws IOException {
    if (passesWrites()) {
      shutdownInner();
    } else if (isOpen() && writes() != null && shutdowns.claim()) {
      outputShutdown = true;
      shutdowns.use(false);
      reactor().run(this::startShutdown);
      if (reactor().inReactor() && shutdownFailure instanceof IOException now) {
        throw now;
      }
    } else if (!isOpen()) {
      throw explained(new ClosedChannelException());
    }
    return this;
  }

  private void shutdownInner() throws IOException {
    try {
      inner().shutdownOutput();
    } catch (IOException e) {
      throw explained(e);
    }
  }

  private void startShutdown() {
    shutdownAwaitsWrite = writes.isActive();
    if (!shutdownAwaitsWrite) {
      shutdowns.submit(null, new ShutdownHandler(), 0);
    }
  }

  /** A write has ended: the half-close that waited for it may start. Reactor's thread. */
  void writeEnded() {
    if (shutdownAwaitsWrite) {
      reactor().execute(this::startShutdown);
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
      abort();
      tellDrained();
    }
  }

  @Override
  public void whenDrained(Consumer<Throwable> task) {
    if (shutdownFailure != null) {
      task.accept(shutdownFailure);
    } else if (shutdowns != null && shutdowns.isClaimed()) {
      drained = task;
    } else if (wiring.trip() == null) {
      super.whenDrained(task);
    } else {
      super.whenDrained(thrown -> task.accept(thrown == null ? null : explained(thrown)));
    }
  }

  private void tellDrained() {
    Consumer<Throwable> told = drained;
    drained = null;
    if (told != null) {
      whenDrained(told);
    }
  }

  /** Ends what is wrapped, as the fault that failed an operation would have it. */
  void abort() {
    if (wiring.trip() != null && wiring.trip().resets()) {
      reset();
    } else {
      closeQuietly();
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException ignored) {
      // closed is all it can become
    }
  }

  /** The trip was pulled, perhaps in the midst of an operation of this channel. */
  @Override
  public void tripped() {
    reactor().execute(this::abort);
  }

  @Override
  void closed() {
    if (wiring.trip() != null) {
      wiring.trip().leave(this);
    }
    if (reads != null) {
      reads.channelClosed();
    }
    if (writes != null) {
      writes.channelClosed();
      shutdowns.channelClosed();
    }
  }

  /** The fault's name around what it wraps: {@code Sliced(Throttled(...))}. */
  @Override
  public String toString() {
    return wiring.name() + "(" + inner() + ")";
  }
}
