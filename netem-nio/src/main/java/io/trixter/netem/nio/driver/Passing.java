package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.InnerHandler;
import io.trixter.netem.nio.loop.PendingFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.CompletionHandler;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Stands between the inner channel and the caller's handler while the fault is off, if it can killSwitch,
 * so that a failure can be told as the killSwitch's, or if the channel is foreign, which cannot say
 * whether an operation is pending. One object for all operations that follow each other.
 */
final class Passing implements CompletionHandler<Object, Void>, InnerHandler {
  private static final VarHandle CLAIMED;

  static {
    try {
      CLAIMED = MethodHandles.lookup().findVarHandle(Passing.class, "claimed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final FaultChannel channel;
  private final Supplier<IllegalStateException> pending;
  private volatile boolean claimed;
  private CompletionHandler<Object, Object> handler;
  private Object attachment;
  private volatile Future<?> future; // the last that was handed out

  Passing(FaultChannel channel, Supplier<IllegalStateException> pending) {
    this.channel = channel;
    this.pending = pending;
  }

  /** Whether an operation is pending. Any thread. */
  boolean isPending() {
    Future<?> last = future;
    return claimed || (last != null && !last.isDone());
  }

  /** Minds the inner channel's future, and explains its failure. */
  <V> Future<V> mind(Future<V> pending) {
    future = pending;
    return new ExplainedFuture<>(channel, pending);
  }

  @Override
  public boolean isInner() {
    return (Object) handler instanceof InnerHandler inner && inner.isInner();
  }

  @Override
  public PendingFuture<?> future() {
    return (Object) handler instanceof InnerHandler inner ? inner.future() : null;
  }

  /**
   * Takes the caller's handler for one operation, and returns this object as that operation takes
   * it. Any thread.
   *
   * @throws IllegalStateException while another operation is pending
   */
  @SuppressWarnings("unchecked") // results are handed on as they come, of the handler's own type
  <V, A> CompletionHandler<V, Void> claim(A attachment, CompletionHandler<V, ? super A> handler) {
    Objects.requireNonNull(handler, "handler");
    if (!CLAIMED.compareAndSet(this, false, true)) {
      throw pending.get();
    }
    this.attachment = attachment;
    this.handler = (CompletionHandler<Object, Object>) (CompletionHandler<?, ?>) handler;
    return (CompletionHandler<V, Void>) (CompletionHandler<?, Void>) this;
  }

  /** Gives the claim back: the operation was refused. */
  void unclaim() {
    handler = null;
    attachment = null;
    CLAIMED.setRelease(this, false); // the next claim is a compare-and-set: no fence is needed
  }

  @Override
  public void completed(Object result, Void ignored) {
    CompletionHandler<Object, Object> called = handler;
    Object with = attachment;
    unclaim();
    called.completed(result, with);
  }

  @Override
  public void failed(Throwable thrown, Void ignored) {
    CompletionHandler<Object, Object> called = handler;
    Object with = attachment;
    unclaim();
    called.failed(channel.explained(thrown), with);
  }
}
