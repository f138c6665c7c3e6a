package io.trixter.netem.nio;

import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A handler that remembers how its operation ended, and does not bear to be called twice. */
public final class Outcome<V> implements CompletionHandler<V, Object> {
  private static final long PATIENCE_SECONDS = 15;

  private final CompletableFuture<V> result = new CompletableFuture<>();
  private volatile Thread thread;
  private volatile Object attachment;

  @Override
  public void completed(V value, Object with) {
    remember(with);
    once(result.complete(value));
  }

  @Override
  public void failed(Throwable thrown, Object with) {
    remember(with);
    once(result.completeExceptionally(thrown));
  }

  private void remember(Object with) {
    thread = Thread.currentThread();
    attachment = with;
  }

  private static void once(boolean first) {
    if (!first) {
      throw new AssertionError("the handler was called twice");
    }
  }

  public boolean isDone() {
    return result.isDone();
  }

  /** Whether the operation ends in {@code time}, for which it waits. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    try {
      result.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
    return true;
  }

  /** The thread on which the operation ended. */
  public Thread thread() {
    return thread;
  }

  public Object attachment() {
    return attachment;
  }

  /** The result; waits for it, not for ever. */
  public V value() {
    try {
      return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the operation failed", e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the operation did not end", e);
    }
  }

  /** What the operation failed with; waits for it, not for ever. */
  public Throwable failure() {
    try {
      throw new AssertionError(
          "the operation gave " + result.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the operation did not end", e);
    }
  }
}
