package io.trixter.netem.nio.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.CompletionHandler;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Stands between the inner channel and the caller's handler while a fault that can trip is off, so
 * that a failure can be told as the trip's. One object for all operations that follow each other.
 */
final class Passing implements CompletionHandler<Object, Void> {
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

  Passing(FaultChannel channel, Supplier<IllegalStateException> pending) {
    this.channel = channel;
    this.pending = pending;
  }

  boolean isClaimed() {
    return claimed;
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
