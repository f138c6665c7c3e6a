package io.trixter.netem.nio.driver;

import io.trixter.netem.DynamicDuration;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.nio.loop.Buffers;
import io.trixter.netem.nio.loop.PendingFuture;
import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.Settled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.WritePendingException;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Propagation delay on what is written: a write completes when the line has taken a copy of its
 * bytes, and they reach the inner channel a delay later, in order, each write as writes of its own.
 * The half-close is delayed likewise. A failure of the inner channel sticks and meets the next
 * write or half-close; closing drops what is held.
 *
 * <p>With delay and jitter off and the line empty, writes are handed on unchanged. Any thread may
 * start an operation or close; the line's state is its reactor's.
 */
public final class LineChannel extends ForwardingChannel {
  private final Line line;
  private final Runnable onStrike;
  private final LineEntry entry;
  private final LineExit exit;
  private volatile boolean inUse; // the line holds something, or a failure
  private volatile boolean outputShutdown;
  private boolean halfCloseAwaitsWrite;
  private volatile IOException failure;
  private Consumer<Throwable> drained;
  private Consumer<Throwable> broken = thrown -> {};

  LineChannel(
      AsynchronousSocketChannel inner,
      Supplier<Reactor> forForeign,
      Knob delay,
      Knob jitter,
      Line line,
      Runnable onStrike) {
    super(inner, forForeign);
    this.line = line;
    this.onStrike = onStrike;
    entry = new LineEntry(this);
    exit = new LineExit(this, line, delay, jitter);
    listenToInner();
  }

  /**
   * Puts a line in front of {@code inner}.
   *
   * @param forForeign the reactor to run on if {@code inner} is not a channel of ours
   * @param window how many bytes it may hold at most, bookkeeping counted
   * @param onStrike is run for each write that enters the line
   */
  public static LineChannel wrap(
      AsynchronousSocketChannel inner,
      Supplier<Reactor> forForeign,
      DynamicDuration delay,
      DynamicDuration jitter,
      Chance chance,
      long window,
      DelayBudget budget,
      Runnable onStrike) {
    Knob delays = Knob.of(delay);
    Knob jitters = Knob.of(jitter);
    Line line = new Line(delays, jitters, chance.origin(), window, budget);
    return new LineChannel(inner, forForeign, delays, jitters, line, onStrike);
  }

  @Override
  boolean handsWritesOn(boolean explains) {
    return passes();
  }

  private boolean passes() {
    return !inUse && line.isOff() && entry.isIdle();
  }

  @Override
  public <A> void write(
      ByteBuffer src,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    if (passes()) {
      innerForWrites(false).write(src, timeout, unit, attachment, handler);
    } else {
      Objects.requireNonNull(src, "src");
      enter(false, timeout, unit, attachment, handler, src);
    }
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
    if (passes()) {
      innerForWrites(false).write(srcs, offset, length, timeout, unit, attachment, handler);
    } else {
      enter(true, timeout, unit, attachment, handler, Buffers.slice(srcs, offset, length));
    }
  }

  @Override
  public Future<Integer> write(ByteBuffer src) {
    if (passes()) {
      return inner().write(src);
    }
    PendingFuture<Integer> future = new PendingFuture<>(entry, this);
    write(src, 0, TimeUnit.NANOSECONDS, null, future);
    return future;
  }

  private <A> void enter(
      boolean vectored,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<?, ? super A> handler,
      ByteBuffer... srcs) {
    Objects.requireNonNull(handler, "handler");
    Objects.requireNonNull(unit, "unit");
    if (!isOpen() || outputShutdown) {
      Settled.fail(reactor(), new ClosedChannelException(), attachment, handler);
      return;
    }
    checkWrite();
    if (!entry.claim()) {
      throw new WritePendingException();
    }
    entry.use(vectored, srcs);
    entry.submit(attachment, handler, unit.toNanos(timeout));
  }

  @Override
  public void checkWrite() {
    if (entry.isKilled()) {
      throw new IllegalStateException("Writing not allowed after a timeout or cancellation");
    }
    if (entry.isClaimed()) {
      throw new WritePendingException();
    }
    if (!inUse) {
      super.checkWrite();
    }
  }

  @Override
  public void abandonWrite() {
    if (entry.isActive()) {
      entry.abandon();
    } else if (!inUse) {
      super.abandonWrite();
    }
  }

  Line line() {
    return line;
  }

  boolean hasFailed() {
    return failure != null;
  }

  IOException freshFailure() {
    return new IOException(failure.getMessage(), failure);
  }

  /** The line has taken some of a write. Reactor's thread, as all that follow. */
  void entered() {
    inUse = true;
    onStrike.run();
  }

  void go() {
    exit.go();
  }

  void roomMade() {
    entry.tryAgain();
  }

  void writeEnded() {
    if (halfCloseAwaitsWrite) {
      holdHalfClose();
    }
  }

  /** Nothing is held any more. */
  void emptied() {
    inUse = failure != null;
    entry.tryAgain();
    if (line.first() == null) {
      tellDrained();
    }
  }

  /** The inner channel has failed: what is held is dropped. */
  void broken(IOException thrown) {
    failure = thrown;
    exit.dropAll();
    entry.end(freshFailure());
    tellDrained();
    broken.accept(thrown);
  }

  /**
   * Has {@code told} told when the inner channel fails with what is held, rather than by the next
   * write alone. Reactor's thread.
   */
  public void whenBroken(Consumer<Throwable> told) {
    broken = told;
  }

  /** Half-closes: at once if nothing is held, else when it is its turn. */
  @Override
  public AsynchronousSocketChannel shutdownOutput() throws IOException {
    if (passes()) {
      inner().shutdownOutput();
    } else if (!isOpen()) {
      throw new ClosedChannelException();
    } else if (failure != null) {
      throw freshFailure();
    } else if (!outputShutdown) {
      outputShutdown = true;
      reactor().run(this::holdHalfClose);
    }
    return this;
  }

  private void holdHalfClose() {
    halfCloseAwaitsWrite = entry.isActive();
    if (!halfCloseAwaitsWrite && failure == null && isOpen()) {
      inUse = true;
      line.takeHalfClose(reactor().now());
      exit.go();
    }
  }

  @Override
  public void whenDrained(Consumer<Throwable> task) {
    if (failure != null) {
      task.accept(failure);
    } else if (line.first() == null) {
      super.whenDrained(task);
    } else {
      drained = task;
    }
  }

  private void tellDrained() {
    Consumer<Throwable> told = drained;
    drained = null;
    if (told != null) {
      whenDrained(told);
    }
  }

  @Override
  void closed() {
    exit.dropAll();
    entry.end(new AsynchronousCloseException());
    Consumer<Throwable> told = drained;
    drained = null;
    if (told != null) {
      told.accept(new AsynchronousCloseException());
    }
  }

  /** {@code DelayLine} around what it wraps. */
  @Override
  public String toString() {
    return "DelayLine(" + inner() + ")";
  }
}
