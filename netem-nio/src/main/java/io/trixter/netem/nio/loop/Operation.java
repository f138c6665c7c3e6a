package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * An operation of a channel: one object for all that follow each other, since only one of a kind is
 * outstanding at a time. Any thread claims and submits it; from then on the reactor's thread alone
 * has it until the handler is called. It is its own timeout's timer.
 */
public abstract class Operation<V> extends Timer implements Runnable {
  private static final VarHandle CLAIMED;
  private static final VarHandle UNTOLD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CLAIMED = lookup.findVarHandle(Operation.class, "claimed", boolean.class);
      UNTOLD = lookup.findVarHandle(Operation.class, "untold", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Reactor reactor;
  Operation<?> nextDeferred; // of its Deliveries
  private Runnable teller; // made where handlers run on an executor

  @SuppressWarnings("UnusedVariable") // read by UNTOLD
  private volatile boolean untold; // a teller is to call the handler

  private volatile boolean claimed;
  private volatile boolean killed;
  private boolean active;
  private CompletionHandler<Object, Object> handler;
  private Object attachment;
  private long timeout;
  private ByteBuffer one; // the caller's; null where it gave several, or none
  private ByteBuffer[] several;
  private Object result;
  private Throwable failure;

  /** An operation that runs on {@code reactor}. */
  protected Operation(Reactor reactor) {
    this.reactor = reactor;
  }

  /** Takes the operation for one submission; false while another is pending. Any thread. */
  public final boolean claim() {
    return CLAIMED.compareAndSet(this, false, true);
  }

  /** Whether one is pending. Any thread. */
  public final boolean isClaimed() {
    return claimed;
  }

  /** Whether a timeout or a cancellation left the direction in an unknown state. Any thread. */
  public final boolean isKilled() {
    return killed;
  }

  /** Whether none is pending and none was abandoned. Any thread. */
  public final boolean isIdle() {
    return !claimed && !killed;
  }

  /** Whether it is being carried out. Reactor's thread. */
  public final boolean isActive() {
    return active;
  }

  /** The timeout it was submitted with, in nanoseconds; 0 is none. Reactor's thread. */
  protected final long timeout() {
    return timeout;
  }

  /** The reactor it runs on. */
  protected final Reactor reactor() {
    return reactor;
  }

  /** Names the caller's buffers: {@code single}, or {@code many} if that is null. */
  public final void use(ByteBuffer single, ByteBuffer[] many) {
    one = single;
    several = many;
  }

  /** How much the caller's buffers still hold, or have room for. Reactor's thread. */
  public final long remaining() {
    if (several == null) {
      return one == null ? 0 : one.remaining();
    }
    long sum = 0;
    for (ByteBuffer each : several) {
      sum += each.remaining();
    }
    return sum;
  }

  /** The first of the caller's buffers with anything remaining. */
  protected final ByteBuffer current() {
    if (several == null) {
      return one;
    }
    for (ByteBuffer each : several) {
      if (each.hasRemaining()) {
        return each;
      }
    }
    throw new IllegalStateException("nothing remains");
  }

  /** The caller's buffers, if it gave several; else null. */
  protected final ByteBuffer[] several() {
    return several;
  }

  /**
   * Hands the claimed operation over; a {@code nanos} of 0 or less is no timeout. Any thread.
   *
   * @throws OutOfMemoryError if it cannot be handed over, and so is claimed no more
   */
  public final <A> void submit(A attachment, CompletionHandler<?, ? super A> handler, long nanos) {
    hold(attachment, handler);
    timeout = Math.max(0, nanos);
    try {
      reactor.run(this);
    } catch (OutOfMemoryError e) {
      if (!reactor.inReactor()) { // else it did run
        withdraw();
      }
      throw e;
    }
  }

  /** Gives the claim back and forgets what it was submitted with: it was refused. Any thread. */
  protected final void withdraw() {
    handler = null;
    attachment = null;
    forgetBuffers();
    CLAIMED.setRelease(this, false);
  }

  /** Starts what was submitted, and ends it with whatever that throws. Reactor's thread. */
  @Override
  public final void run() {
    active = true;
    try {
      if (isOpen()) {
        start();
      } else {
        fail(closedException());
      }
    } catch (Throwable thrown) {
      if (!active) {
        throw thrown;
      }
      fail(cause(thrown));
    }
  }

  /** What {@code maker} makes, or the error that says that there is no memory for it. */
  static Throwable made(Supplier<? extends Throwable> maker) {
    try {
      return maker.get();
    } catch (OutOfMemoryError e) {
      return e;
    }
  }

  /** What to fail with when {@code thrown} was: an IOException if memory ran out. */
  protected final Throwable cause(Throwable thrown) {
    if (!(thrown instanceof OutOfMemoryError error)) {
      return thrown;
    }
    reactor.lacksMemory(error);
    try {
      return new IOException("out of memory: " + error.getMessage(), error);
    } catch (OutOfMemoryError again) {
      return error;
    }
  }

  /** Whether the channel is open. */
  protected abstract boolean isOpen();

  /** Returns what a close fails the operation with. */
  protected Throwable closedException() {
    return made(AsynchronousCloseException::new);
  }

  /** The channel was closed: fails the operation, if it is being carried out. Reactor's thread. */
  public final void channelClosed() {
    if (active) {
      fail(closedException());
    }
  }

  /** Carries the operation out, or starts waiting. Reactor's thread. */
  protected abstract void start();

  /** Starts the timeout's clock, if there is a timeout and it does not run yet. */
  protected final void startTimeout() {
    if (timeout > 0 && !isArmed()) {
      reactor.arm(this, timeout);
    }
  }

  /** The time is up: the operation fails and its direction can be used no more. */
  @Override
  protected void fired() {
    kill();
    fail(made(InterruptedByTimeoutException::new));
  }

  @Override
  protected void firingFailed(Throwable error) {
    if (active) {
      fail(cause(error));
    }
  }

  /** Marks the direction as being in an unknown state. Any thread. */
  protected final void kill() {
    killed = true;
  }

  /** Abandons the operation that {@code future} stands for, if it is still that one. */
  final void cancel(PendingFuture<?> future) {
    if (handler == (Object) future) {
      abandon();
    }
  }

  /**
   * Keeps the handler of a claimed operation that is carried out elsewhere, until {@link #tell} or
   * {@link #withdraw}. Any thread.
   */
  @SuppressWarnings("unchecked") // tell() gives the handler what its type says
  protected final <A> void hold(A with, CompletionHandler<?, ? super A> told) {
    attachment = with;
    handler = (CompletionHandler<Object, Object>) told;
    if ((Object) told instanceof PendingFuture<?> future) {
      future.carriedOutBy(this);
    }
  }

  /** Gives the claim back and tells the kept handler, on this thread. */
  protected final void tell(Object value, Throwable thrown) {
    result = value;
    failure = thrown;
    callHandler();
  }

  /** Ends the operation as cancelled, if it is being carried out. Reactor's thread. */
  public final void abandon() {
    if (active) {
      kill();
      abandoned();
    }
    if (active) {
      fail(made(CancellationException::new));
    }
  }

  /** The operation is given up: stops what goes on below it. */
  protected void abandoned() {}

  /** The future that hears of the end, or null if a caller's handler does. Reactor's thread. */
  public final PendingFuture<?> future() {
    return (Object) handler instanceof InnerHandler inner ? inner.future() : null;
  }

  /**
   * Runs {@code task}, which touches the caller's buffers, unless a future was cancelled: they are
   * the caller's again then, and the operation's end is on its way. Reactor's thread.
   */
  protected final void withBuffers(Runnable task) {
    PendingFuture<?> future = future();
    if (future == null) {
      task.run();
    } else if (future.lockUnlessDone()) {
      try {
        task.run();
      } finally {
        future.unlock();
      }
    }
  }

  /** Whether the handler is to be called on the reactor's thread, wherever callers' are. */
  public final boolean endsInside() {
    return (Object) handler instanceof InnerHandler;
  }

  /** What calls the handler, as a task for any thread; unless it was taken back before. */
  public final Runnable teller() {
    untold = true;
    if (teller == null) {
      teller = this::tell;
    }
    return teller;
  }

  private void tell() {
    if (takeBack()) {
      callHandler();
    }
  }

  /** Keeps the teller from calling the handler; false if it does, or has. Any thread. */
  final boolean takeBack() {
    return UNTOLD.compareAndSet(this, true, false);
  }

  /**
   * The handler, called on the reactor's thread, threw {@code error}: its next step never comes.
   */
  protected void handlerLackedMemory(OutOfMemoryError error) {}

  /** Ends the operation with a result. Reactor's thread; so for {@link #fail}. */
  protected final void complete(V value) {
    finish(value, null);
  }

  /** Ends the operation, which has moved so many bytes; -1 for the end of the stream. */
  protected final void completeMoved(long bytes) {
    Object count;
    try {
      count = several != null ? (Object) bytes : BoxedCounts.of((int) bytes);
    } catch (OutOfMemoryError e) {
      kill(); // bytes have moved unheard of
      throw e;
    }
    finish(count, null);
  }

  /** Ends the operation with a failure. */
  protected final void fail(Throwable thrown) {
    finish(null, thrown);
  }

  private void finish(Object value, Throwable thrown) {
    active = false;
    if (isArmed()) {
      reactor.disarm(this);
    }
    release();
    result = value;
    failure = thrown;
    if ((Object) handler instanceof PendingFuture) {
      callHandler(); // runs no code of the caller's
    } else {
      deliver();
    }
  }

  /** Hands the ended operation to the reactor, which calls the handler. */
  void deliver() {
    reactor.deliver(this);
  }

  /** Lets go of what the operation has used, the caller's buffers too. Reactor's thread. */
  protected void release() {
    forgetBuffers();
  }

  /** Forgets the caller's buffers, and touches nothing else: perhaps on the caller's thread. */
  protected void forgetBuffers() {
    use(null, null);
  }

  /** Gives the claim back, then tells the handler, which may submit the next. */
  final void callHandler() {
    CompletionHandler<Object, Object> called = handler;
    Object with = attachment;
    Object value = result;
    Throwable thrown = failure;
    handler = null;
    attachment = null;
    result = null;
    failure = null;
    CLAIMED.setRelease(this, false); // the next claim is a compare-and-set: no fence is needed
    if (thrown == null) {
      called.completed(value, with);
    } else {
      called.failed(thrown, with);
    }
  }
}
