package io.trixter.netem.nio.loop;

import java.nio.channels.CompletionHandler;

/** An operation whose end is known before it is submitted. Any thread. */
public final class CompletedOperation extends Operation<Object> {
  private final Object result;
  private final Throwable failure;

  private CompletedOperation(Reactor reactor, Object result, Throwable failure) {
    super(reactor);
    this.result = result;
    this.failure = failure;
  }

  /** Tells {@code handler} of {@code failure}, as an operation on {@code reactor} would. */
  public static <A> void fail(
      Reactor reactor, Throwable failure, A attachment, CompletionHandler<?, ? super A> handler) {
    new CompletedOperation(reactor, null, failure).submit(attachment, handler, 0);
  }

  /** Tells {@code handler} of {@code result}, as an operation on {@code reactor} would. */
  public static <V, A> void complete(
      Reactor reactor, V result, A attachment, CompletionHandler<?, ? super A> handler) {
    new CompletedOperation(reactor, result, null).submit(attachment, handler, 0);
  }

  @Override
  protected boolean isOpen() {
    return true;
  }

  @Override
  protected void start() {
    if (failure == null) {
      complete(result);
    } else {
      fail(failure);
    }
  }
}
