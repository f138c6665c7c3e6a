package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The Future form of an operation: a handler that completes it. Safe for any thread. Once it is
 * done or cancelled no buffer of its operation is touched, because its lock is held by the thread
 * that touches one.
 */
public final class PendingFuture<V> extends CompletableFuture<V>
    implements CompletionHandler<V, Void>, InnerHandler {
  private volatile Operation<?> operation; // null until it is submitted
  private final Channel channel;
  private final ReentrantLock touching = new ReentrantLock();

  /** The future of an operation of {@code channel} that is about to be submitted. */
  public PendingFuture(Channel channel) {
    this.channel = channel;
  }

  /** Names the operation that a cancel is to reach. */
  void carriedOutBy(Operation<?> submitted) {
    operation = submitted;
  }

  /** Takes the lock on the caller's buffers; false, without it, if they are the caller's again. */
  public boolean lockUnlessDone() {
    touching.lock();
    if (isDone()) {
      touching.unlock();
      return false;
    }
    return true;
  }

  /** Gives the lock back. */
  public void unlock() {
    touching.unlock();
  }

  @Override
  public PendingFuture<?> future() {
    return this;
  }

  /** What ends after it was cancelled is lost, so that its direction must not go on. */
  @Override
  public void completed(V result, Void attachment) {
    if (!complete(result)) {
      kill();
      if (result instanceof Channel accepted) {
        closeQuietly(accepted);
      }
    }
  }

  @Override
  public void failed(Throwable thrown, Void attachment) {
    completeExceptionally(thrown);
  }

  /** Cancels; the channel's direction is unusable afterwards, the whole channel if interrupted. */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = cancelNow();
    if (cancelled) {
      Operation<?> cancelling = operation;
      if (cancelling != null) {
        cancelling.reactor().run(() -> cancelling.cancel(this));
      }
      if (mayInterruptIfRunning) {
        closeQuietly(channel);
      }
    }
    return cancelled;
  }

  private boolean cancelNow() {
    touching.lock();
    try {
      boolean cancelled = super.cancel(false);
      if (cancelled) {
        kill();
      }
      return cancelled;
    } finally {
      touching.unlock();
    }
  }

  private void kill() {
    Operation<?> hit = operation;
    if (hit != null) {
      hit.kill();
    }
  }

  private static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // closing is all that was wanted
    }
  }
}
