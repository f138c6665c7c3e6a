package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;

/** The Future form of an operation: a handler that completes it. Safe for any thread. */
public final class PendingFuture<V> extends CompletableFuture<V>
    implements CompletionHandler<V, Void> {
  private final Operation<?> operation;
  private final Channel channel;

  /** The future of an operation of {@code channel} that is about to be submitted. */
  public PendingFuture(Operation<?> operation, Channel channel) {
    this.operation = operation;
    this.channel = channel;
  }

  /** What ends after it was cancelled is lost, so that its direction must not go on. */
  @Override
  public void completed(V result, Void attachment) {
    if (!complete(result)) {
      operation.kill();
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
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      operation.reactor().run(() -> operation.cancel(this));
      if (mayInterruptIfRunning) {
        closeQuietly(channel);
      }
    }
    return cancelled;
  }

  private static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // closing is all that was wanted
    }
  }
}
