package io.trixter.netem.nio.driver;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The inner channel's future, whose failure is told as the killSwitch's if the wire was pulled. Any
 * thread.
 */
final class ExplainedFuture<V> implements Future<V> {
  private final FaultChannel channel;
  private final Future<V> inner;

  ExplainedFuture(FaultChannel channel, Future<V> inner) {
    this.channel = channel;
    this.inner = inner;
  }

  @Override
  public V get() throws InterruptedException, ExecutionException {
    try {
      return inner.get();
    } catch (ExecutionException e) {
      throw explained(e);
    }
  }

  @Override
  public V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return inner.get(timeout, unit);
    } catch (ExecutionException e) {
      throw explained(e);
    }
  }

  private ExecutionException explained(ExecutionException e) {
    Throwable cause = channel.explained(e.getCause());
    return cause == e.getCause() ? e : new ExecutionException(cause);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return inner.cancel(mayInterruptIfRunning);
  }

  @Override
  public boolean isCancelled() {
    return inner.isCancelled();
  }

  @Override
  public boolean isDone() {
    return inner.isDone();
  }
}
