package io.trixter.netem.nio.driver;

import java.nio.channels.CompletionHandler;
import java.util.Objects;

/**
 * Reports the kill switch's exception in place of the failure, once it has been triggered. Any
 * thread.
 */
final class Explained<V, A> implements CompletionHandler<V, A> {
  private final FaultChannel channel;
  private final CompletionHandler<V, ? super A> handler;

  Explained(FaultChannel channel, CompletionHandler<V, ? super A> handler) {
    this.channel = channel;
    this.handler = Objects.requireNonNull(handler, "handler");
  }

  @Override
  public void completed(V result, A attachment) {
    handler.completed(result, attachment);
  }

  @Override
  public void failed(Throwable thrown, A attachment) {
    handler.failed(channel.explained(thrown), attachment);
  }
}
