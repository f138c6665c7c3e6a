package io.trixter.netem.nio.driver;

import io.trixter.netem.DynamicDuration;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Waiter;
import io.trixter.netem.nio.loop.Operation;
import io.trixter.netem.nio.loop.PendingFuture;
import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetConnectedException;
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
  private static final int STEPS_A_TURN = 64;

  private final Knob delay;
  private final Knob jitter;
  private final Line line;
  private final Runnable onStrike;
  private final Entering entering = new Entering();
  private final Leaving leaving = new Leaving();
  private volatile boolean inUse; // the line holds something, or a failure
  private volatile boolean outputShutdown;
  private boolean halfCloseAwaitsWrite;
  private volatile IOException failure;
  private Consumer<Throwable> drained;

  LineChannel(
      AsynchronousSocketChannel inner,
      Supplier<Reactor> forForeign,
      Knob delay,
      Knob jitter,
      Line line,
      Runnable onStrike) {
    super(inner, forForeign);
    this.delay = delay;
    this.jitter = jitter;
    this.line = line;
    this.onStrike = onStrike;
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

  private boolean passes() {
    return !inUse && line.isOff() && entering.isIdle();
  }

  @Override
  public <A> void write(
      ByteBuffer src,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    if (passes()) {
      inner().write(src, timeout, unit, attachment, handler);
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
      inner().write(srcs, offset, length, timeout, unit, attachment, handler);
    } else {
      enter(true, timeout, unit, attachment, handler, Buffers.slice(srcs, offset, length));
    }
  }

  @Override
  public Future<Integer> write(ByteBuffer src) {
    PendingFuture<Integer> future = new PendingFuture<>(entering, this);
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
      reactor().run(() -> handler.failed(new ClosedChannelException(), attachment));
      return;
    }
    if (!isConnected()) {
      throw new NotYetConnectedException();
    }
    if (entering.isKilled()) {
      throw new IllegalStateException("Writing not allowed after a timeout or cancellation");
    }
    if (!entering.claim()) {
      throw new WritePendingException();
    }
    entering.use(vectored, srcs);
    entering.submit(attachment, handler, unit.toNanos(timeout));
  }

  private boolean isConnected() {
    try {
      return inUse || getRemoteAddress() != null;
    } catch (IOException closedMeanwhile) {
      return true;
    }
  }

  /** The caller's write: ends when the line has taken some of it. */
  private final class Entering extends Operation<Object> {
    private ByteBuffer[] srcs;
    private boolean vectored;

    Entering() {
      super(LineChannel.this.reactor());
    }

    void use(boolean several, ByteBuffer... callers) {
      vectored = several;
      srcs = callers;
    }

    @Override
    protected boolean isOpen() {
      return LineChannel.this.isOpen();
    }

    @Override
    protected void start() {
      if (failure != null) {
        fail(freshFailure());
        return;
      }
      long taken = 0;
      boolean room = true;
      for (int i = 0; i < srcs.length && room; i++) {
        if (srcs[i].hasRemaining()) {
          taken += line.take(srcs[i], reactor().now());
          room = !srcs[i].hasRemaining();
        }
      }
      if (taken == 0 && !room) {
        startTimeout();
        return;
      }
      if (taken > 0) {
        inUse = true;
        onStrike.run();
      }
      complete(vectored ? (Object) taken : (Object) (int) taken);
      leaving.go();
    }

    void tryAgain() {
      if (isActive()) {
        start();
      }
    }

    void end(IOException why) {
      if (isActive()) {
        fail(why);
      }
    }

    @Override
    protected void release() {
      srcs = null;
      if (halfCloseAwaitsWrite) {
        holdHalfClose();
      }
    }
  }

  /** The far end of the line: hands on what is due, and waits for the next. */
  private final class Leaving extends Timer implements CompletionHandler<Integer, Void>, Runnable {
    private final Waiter delayTurned = new Turned();
    private final Waiter jitterTurned = new Turned();
    private boolean listening;
    private boolean inside;
    private boolean calling;

    private final class Turned extends Waiter {
      @Override
      public void wake() {
        reactor().execute(Leaving.this);
      }
    }

    @Override
    public void run() {
      go();
      entering.tryAgain();
    }

    @Override
    protected void fired() {
      run();
    }

    void go() {
      for (int i = 0; !inside && line.first() != null; i++) {
        if (!isOpen()) {
          return;
        }
        long nanos = line.nanosToFirst(reactor().now());
        if (nanos > 0 && !listening) {
          listen();
        } else if (nanos > 0) {
          reactor().arm(this, nanos);
          return;
        } else if (i == STEPS_A_TURN) {
          reactor().execute(this); // others get their turn
          return;
        } else {
          leave(line.first());
        }
      }
      if (!inside && line.first() == null) {
        emptied();
      }
    }

    private void listen() {
      listening = true;
      delay.add(delayTurned);
      jitter.add(jitterTurned);
    }

    private void leave(Held held) {
      if (held.bytes == null) {
        halfClose();
        return;
      }
      inside = true;
      calling = true;
      try {
        inner().write(held.bytes, null, this);
      } catch (RuntimeException e) {
        failed(e, null);
      } finally {
        calling = false;
      }
    }

    private void halfClose() {
      try {
        inner().shutdownOutput();
        line.removeFirst();
      } catch (IOException | RuntimeException e) {
        broken(e);
      }
    }

    @Override
    public void completed(Integer moved, Void ignored) {
      if (reactor().inReactor()) {
        left();
      } else {
        reactor().execute(this::left);
      }
    }

    @Override
    public void failed(Throwable thrown, Void ignored) {
      reactor().run(() -> broken(thrown));
    }

    private void left() {
      inside = false;
      if (line.first() == null) {
        return; // closed meanwhile
      }
      if (!line.first().bytes.hasRemaining()) {
        line.removeFirst();
      }
      if (!calling) {
        run();
      }
    }

    private void broken(Throwable thrown) {
      inside = false;
      failure = thrown instanceof IOException io ? io : new IOException(thrown.toString(), thrown);
      dropAll();
      entering.end(freshFailure());
      tellDrained();
    }

    private void emptied() {
      stopWaiting();
      inUse = failure != null;
      entering.tryAgain();
      if (line.first() == null) {
        tellDrained();
      }
    }

    private void stopWaiting() {
      reactor().disarm(this);
      if (listening) {
        listening = false;
        delay.remove(delayTurned);
        jitter.remove(jitterTurned);
      }
    }

    void dropAll() {
      stopWaiting();
      line.clear();
    }
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
    halfCloseAwaitsWrite = entering.isActive();
    if (!halfCloseAwaitsWrite && failure == null && isOpen()) {
      inUse = true;
      line.takeHalfClose(reactor().now());
      leaving.go();
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

  private IOException freshFailure() {
    return new IOException(failure.getMessage(), failure);
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
    leaving.dropAll();
    entering.end(new AsynchronousCloseException());
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
