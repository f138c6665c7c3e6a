package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.kernel.Waiter;
import io.trixter.netem.nio.loop.Counts;
import io.trixter.netem.nio.loop.InnerHandler;
import io.trixter.netem.nio.loop.Operation;
import io.trixter.netem.nio.loop.PendingFuture;
import io.trixter.netem.nio.loop.ReactorChannel;
import io.trixter.netem.nio.loop.Timer;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;

/**
 * One direction of a fault's driver: obeys the rule for one operation after the other, with one
 * object for all of them. An operation is always in one of three places: asking the rule, waiting
 * for time or a knob, or inside the inner channel, which then has a buffer of the caller's.
 *
 * <p>Confined to the reactor's thread, as far as {@link Operation} says.
 */
abstract class Side extends Operation<Object>
    implements CompletionHandler<Integer, Void>, InnerHandler {
  private static final int STEPS_A_TURN = 64;

  final FaultChannel channel;
  final Rule rule;
  final Step step = new Step();
  final Loan loan = new Loan();
  private final Pause pause = new Pause();
  private final Runnable innerAnswered = this::innerAnswered;
  private ByteBuffer[] buffers;
  private boolean vectored;
  private long begunAt;
  private long asked;
  private boolean waiting;
  private boolean inside;
  private boolean calling; // the inner channel, which may answer before it returns
  private boolean struck;
  private int innerResult;
  private Throwable innerFailure;

  Side(FaultChannel channel, Rule rule) {
    super(channel.reactor());
    this.channel = channel;
    this.rule = rule;
  }

  /** The wait of an operation: ends by time, or early when the rule's knob turns. */
  private final class Pause extends Timer implements Runnable {
    private final Waiter waiter =
        new Waiter() {
          @Override
          public void wake() {
            reactor().execute(Pause.this);
          }
        };

    @Override
    protected void fired() {
      run();
    }

    @Override
    public void run() {
      if (waiting) {
        ask();
      }
    }

    void begin() {
      Knob knob = rule.knob();
      if (knob != null) {
        knob.add(waiter);
      }
    }

    void end() {
      reactor().disarm(this);
      Knob knob = rule.knob();
      if (knob != null) {
        knob.remove(waiter);
      }
    }
  }

  @Override
  public final boolean isInner() {
    return true;
  }

  /** Names the buffers of the claimed operation, before it is submitted. */
  final void use(boolean several, ByteBuffer... callers) {
    vectored = several;
    buffers = callers;
  }

  @Override
  protected final boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  protected final void start() {
    struck = false;
    begunAt = reactor().now();
    begin();
    ask();
  }

  /** Has the rule draw for the operation. */
  abstract void begin();

  /** How much the caller's buffers still hold, or have room for. */
  final long wanted() {
    long sum = 0;
    for (ByteBuffer each : buffers) {
      sum += each.remaining();
    }
    return sum;
  }

  /** The first of the caller's buffers with anything remaining. */
  final ByteBuffer current() {
    for (ByteBuffer each : buffers) {
      if (each.hasRemaining()) {
        return each;
      }
    }
    throw new IllegalStateException("nothing remains");
  }

  final long begunAt() {
    return begunAt;
  }

  /** Goes on until the operation ends, waits, or is inside. */
  private void ask() {
    long mine = ++asked; // a handler that submits the next operation asks anew, and ends this loop
    for (int i = 0; isActive() && !inside && mine == asked; i++) {
      if (isCancelled()) {
        abandon(); // its buffers are the caller's again; what is to end it may be on its way yet
      } else if (!channel.isOpen()) {
        stopWaiting();
        fail(channel.explained(new AsynchronousCloseException()));
      } else if (i == STEPS_A_TURN) {
        inside = true;
        reactor().execute(this::nextTurn);
      } else if (!advance()) {
        return;
      }
    }
  }

  private boolean isCancelled() {
    PendingFuture<?> future = future();
    return future != null && future.isDone();
  }

  private void nextTurn() {
    inside = false;
    ask();
  }

  /** Takes one step; false if the operation waits now. */
  private boolean advance() {
    long nanos = held();
    if (nanos == 0) {
      consult();
      if (step.kind() != Step.Kind.WAIT) {
        stopWaiting();
        act();
        return true;
      }
      nanos = step.nanos();
    }
    strike();
    if (!waiting) {
      waiting = true;
      pause.begin();
      return true; // a knob turned before it was listened to would not wake: ask once more
    }
    long left = timeLeft();
    if (left <= 0) {
      expire();
      return true;
    }
    reactor().arm(pause, Math.min(nanos, left));
    return false;
  }

  /** How long what was moved is held from the caller yet; 0 when nothing is. */
  abstract long held();

  /** Fills {@link #step} with the rule's answer, or with a move of nothing when all is done. */
  abstract void consult();

  private void act() {
    switch (step.kind()) {
      case MOVE -> move(step.bytes());
      case EMIT -> {
        strike();
        emit(step.data());
      }
      default -> {
        strike();
        fail(step.failure()); // before the others, which hear only that the channel was closed
        abort();
      }
    }
  }

  /** Ends the channel, as the rule has failed the operation. */
  void abort() {
    channel.abort();
  }

  /** Lets at most {@code bytes} pass, or ends the operation when nothing is left. */
  abstract void move(long bytes);

  /** Lets the fault's own bytes pass. */
  abstract void emit(ByteBuffer bytes);

  /** Hears how many bytes the inner channel moved; -1 at the end of the stream. */
  abstract void moved(int bytes);

  private void stopWaiting() {
    if (waiting) {
      waiting = false;
      pause.end();
    }
  }

  /** Counts the operation, once, as one that the fault changed. */
  final void strike() {
    if (!struck) {
      struck = true;
      channel.struck();
    }
  }

  private long timeLeft() {
    return timeout() == 0 ? Long.MAX_VALUE : timeout() - (reactor().now() - begunAt);
  }

  private void expire() {
    kill();
    stopWaiting();
    fail(new InterruptedByTimeoutException());
  }

  /** Enters the inner channel with {@code buffer}. */
  final void enter(ByteBuffer buffer) {
    long left = timeLeft();
    if (left <= 0) {
      expire();
      return;
    }
    inside = true;
    calling = true;
    try {
      callInner(buffer, timeout() == 0 ? 0 : left);
    } catch (RuntimeException e) {
      innerFailure = e;
      inside = false;
    } finally {
      calling = false;
    }
    if (!inside) {
      hear();
    }
  }

  @Override
  protected final void abandoned() {
    if (inside && channel.inner() instanceof ReactorChannel ours) {
      abandonInner(ours);
    }
  }

  abstract void abandonInner(ReactorChannel inner);

  abstract void callInner(ByteBuffer buffer, long timeoutNanos);

  @Override
  public final void completed(Integer result, Void ignored) {
    innerResult = result;
    answer();
  }

  @Override
  public final void failed(Throwable thrown, Void ignored) {
    innerFailure = thrown;
    answer();
  }

  private void answer() {
    if (!reactor().inReactor()) {
      reactor().execute(innerAnswered);
    } else if (calling) {
      inside = false; // enter() goes on
    } else {
      innerAnswered();
    }
  }

  private void innerAnswered() {
    inside = false;
    if (isActive()) { // not cancelled meanwhile
      hear();
      ask();
    }
  }

  private void hear() {
    Throwable thrown = innerFailure;
    innerFailure = null;
    if (thrown == null) {
      moved(innerResult);
      return;
    }
    if (thrown instanceof InterruptedByTimeoutException) {
      kill();
    }
    fail(channel.explained(thrown));
  }

  /** The channel was closed: what waits here fails; what is inside fails there. */
  final void channelClosed() {
    if (waiting) {
      ask();
    }
  }

  /** Ends the operation, which moved so many bytes. */
  final void done(long moved) {
    if (vectored) {
      complete(moved);
    } else {
      complete(Counts.of((int) moved));
    }
  }

  @Override
  protected void release() {
    loan.giveBack(future());
    stopWaiting();
    buffers = null;
  }
}
