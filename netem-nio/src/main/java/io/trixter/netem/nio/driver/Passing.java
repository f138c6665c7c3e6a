package io.trixter.netem.nio.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.CompletionHandler;

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
  private volatile boolean claimed;
  private CompletionHandler<Object, Object> handler;
  private Object attachment;

  Passing(FaultChannel channel) {
    this.channel = channel;
  }

  boolean isClaimed() {
    return claimed;
  }

  /** Takes the caller's handler for one operation; false while another is pending. Any thread. */
  @SuppressWarnings("unchecked") // the inner channel's result is what the handler's type says
  <A> boolean claim(A attachment, CompletionHandler<?, ? super A> handler) {
    if (!CLAIMED.compareAndSet(this, false, true)) {
      return false;
    }
    this.attachment = attachment;
    this.handler = (CompletionHandler<Object, Object>) handler;
    return true;
  }

  /** Gives the claim back: the operation was refused. */
  void unclaim() {
    handler = null;
    attachment = null;
    claimed = false;
  }

  /** This object, as an operation with results of type {@code V} takes it. */
  @SuppressWarnings("unchecked") // results are handed on as they come
  <V> CompletionHandler<V, Void> typed() {
    return (CompletionHandler<V, Void>) (CompletionHandler<?, Void>) this;
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
