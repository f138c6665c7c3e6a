package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.CallersBytes;
import io.trixter.netem.kernel.RuleChain;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.nio.loop.InnerHandler;
import io.trixter.netem.nio.loop.Operation;
import io.trixter.netem.nio.loop.PendingFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.concurrent.CancellationException;

/**
 * One direction of the channel driver: carries a chain of rules out for one operation after the
 * other, with one object for all of them. The operation is always in one of three places, on the
 * reactor's thread: asking the chain, waiting for time or a knob, or inside the next stage, which
 * then has a buffer of the caller's.
 */
abstract class ChainOperation extends Operation<Object>
    implements CompletionHandler<Integer, Void>, InnerHandler, CallersBytes {
  static final int UNKNOWN = -1;
  private static final int STEPS_AN_ITERATION = 16;

  final FaultChannel channel;
  final RuleChain chain;
  private final BorrowedBuffer borrowed = new BorrowedBuffer();
  private final Step step = new Step();
  private final Runnable innerAnswered = this::innerAnswered;
  private final KnobListener listener = new KnobListener(reactor(), this::changed);
  private long begunAt;
  private long asked;
  private boolean inside;
  private boolean calling; // the next stage, which may answer before it returns
  private boolean answered; // the next stage has
  private int innerResult;
  private Throwable innerFailure;

  ChainOperation(FaultChannel channel, RuleChain chain) {
    super(channel.reactor());
    this.channel = channel;
    this.chain = chain;
  }

  @Override
  protected final boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  protected final Throwable closedException() {
    return channel.whyClosed();
  }

  @Override
  protected final void start() {
    if (comesTooLate()) {
      fail(channel.afterClose());
      return;
    }
    begunAt = reactor().now();
    begin(begunAt);
    ask();
  }

  /** Whether the direction has ended since the operation was submitted. */
  boolean comesTooLate() {
    return false;
  }

  /** Begins the operation of the chain. */
  abstract void begin(long now);

  /** Asks the chain until the operation ends, waits, or is inside. */
  final void ask() {
    long mine = ++asked; // a handler that submits the next operation asks anew, and ends this loop
    for (int i = 0; isActive() && !inside && mine == asked; i++) {
      if (isCancelled()) {
        abandon(); // its buffers are the caller's again; what is to end it may be on its way yet
      } else if (!channel.isOpen()) {
        fail(closedException());
      } else if (i == STEPS_AN_ITERATION) {
        reactor().execute(this::nextIteration);
        inside = true;
      } else if (!advance()) {
        return;
      }
    }
  }

  private boolean isCancelled() {
    PendingFuture<?> future = future();
    return future != null && future.isDone();
  }

  private void nextIteration() {
    inside = false;
    resume();
  }

  /** Asks as a task of its own: ends the operation with whatever that throws. */
  private void resume() {
    try {
      if (answered) {
        answered = false;
        hear();
      }
      ask();
    } catch (RuntimeException | Error thrown) {
      if (!isActive()) {
        throw thrown;
      }
      fail(cause(thrown));
    }
  }

  /** Takes one step; false if the operation waits now. */
  private boolean advance() {
    if (looksAhead()) {
      return true;
    }
    boolean more;
    try {
      more = chain.next(reactor().now(), step);
    } catch (CancellationException e) { // a rule looked at bytes that are the caller's again
      abandon();
      return true;
    }
    if (!more) {
      completeMoved(chain.result());
      return true;
    }
    if (step.kind() == Step.Kind.WAIT) {
      return await(step.nanos());
    }
    stopWaiting();
    switch (step.kind()) {
      case MOVE -> move(step.bytes());
      case EMIT -> emit(step.data());
      case DROP -> drop(step.bytes());
      case END -> end(step.reset());
      default -> {
        IOException failure = step.failure();
        fail(failure); // before the others, which hear only that the channel was closed
        abort();
      }
    }
    return true;
  }

  private boolean await(long nanos) {
    if (!listener.listensTo(chain.waitingFor())) {
      return true;
    }
    long left = timeLeft();
    if (left <= 0) {
      expire();
      return true;
    }
    reactor().arm(this, Math.min(nanos, left));
    return false;
  }

  private void stopWaiting() {
    reactor().disarm(this);
    listener.stop();
  }

  /** The wait is over. The operation's timeout is not the timer's: each wait counts it. */
  @Override
  protected final void fired() {
    changed();
  }

  /** Whether something is to happen in the next stage before the chain is asked, and does now. */
  boolean looksAhead() {
    return false;
  }

  /** Whether what the next stage has answered is not the chain's. */
  boolean hasLookedAhead(int result, Throwable thrown) {
    return false;
  }

  /** Lets at most {@code bytes} of the caller's pass. */
  void move(long bytes) {
    if (bytes == 0) {
      chain.moved(0, UNKNOWN, reactor().now());
    } else {
      enter(borrowed.lend(current(), bytes, future()));
    }
  }

  /** Lets bytes of a rule's own pass. */
  abstract void emit(ByteBuffer bytes);

  /** Skips {@code bytes} of the caller's. */
  abstract void drop(long bytes);

  /** Ends the stream, as a rule will have it. */
  abstract void end(boolean reset);

  /** Ends the channel, as a rule has failed the operation. */
  void abort() {
    channel.abort(chain.killSwitch());
  }

  /** Calls the next stage with this object as the handler. */
  abstract void callNext(ByteBuffer buffer, long nanos);

  /** Ends the operation of the next stage as cancelled. */
  abstract void abandonNext();

  private long timeLeft() {
    return timeout() == 0 ? Long.MAX_VALUE : timeout() - (reactor().now() - begunAt);
  }

  private void expire() {
    kill();
    fail(new InterruptedByTimeoutException());
  }

  /** Enters the next stage with {@code buffer}. */
  final void enter(ByteBuffer buffer) {
    long left = timeLeft();
    if (left <= 0) {
      expire();
      return;
    }
    inside = true;
    calling = true;
    try {
      callNext(buffer, timeout() == 0 ? 0 : left);
    } catch (RuntimeException | Error e) {
      innerFailure = cause(e);
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
    if (inside) {
      abandonNext();
    }
  }

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
      answered = true;
      resume();
    }
  }

  private void hear() {
    Throwable thrown = innerFailure;
    innerFailure = null;
    if (hasLookedAhead(innerResult, thrown)) {
      return;
    } else if (thrown == null) {
      borrowed.giveBack(future());
      chain.moved(innerResult, UNKNOWN, reactor().now());
      return;
    }
    if (thrown instanceof InterruptedByTimeoutException) {
      kill();
    }
    fail(thrown);
  }

  /** Asks again if the operation waits: the channel was closed, say, or the chain edited. */
  final void changed() {
    if (listener.isListening()) {
      resume();
    }
  }

  @Override
  protected final void handlerLackedMemory(OutOfMemoryError error) {
    channel.reset();
  }

  @Override
  protected void release() {
    borrowed.giveBack(future());
    stopWaiting();
    chain.giveUp(null, reactor().now());
    forgetBuffers();
  }
}
