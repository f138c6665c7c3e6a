package io.trixter.netem.nio.loop;

import java.io.IOException;

/**
 * An operation on a socket, tried while the socket may be ready and armed with the poller once it
 * is not. Confined to the loop's thread, as far as {@link Operation} says.
 */
abstract class SocketOperation<V> extends Operation<V> {
  private final LoopSocketChannel channel;
  private final int op;
  private boolean maybeReady;

  SocketOperation(LoopSocketChannel channel, int op, boolean maybeReady) {
    super(channel.loop());
    this.channel = channel;
    this.op = op;
    this.maybeReady = maybeReady;
  }

  @Override
  protected final boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  protected final void start() {
    attempt(triesAtOnce(maybeReady));
  }

  /**
   * Whether to try before the poller has spoken; {@code maybeReady} is what the last attempt left.
   */
  boolean triesAtOnce(boolean maybeReady) {
    return maybeReady;
  }

  /** The poller says that the socket is ready. */
  final void ready() {
    maybeReady = true;
    if (isActive()) {
      attempt(true);
    }
  }

  /** Waits for the poller, unless it {@code tries} first and succeeds. */
  private void attempt(boolean tries) {
    try {
      if (!tries || !tryOnce()) {
        channel.socket.await(op);
        startTimeout();
      }
    } catch (Throwable e) {
      failed(cause(e));
    }
  }

  /** Completes the operation if the socket lets it; false if it is to wait. */
  abstract boolean tryOnce() throws IOException;

  /** Whether the next attempt needs no word from the poller. */
  final void setMaybeReady(boolean maybe) {
    maybeReady = maybe;
  }

  void failed(Throwable e) {
    fail(channel.isOpen() ? e : closedException());
  }

  /** Closes the channel: what the handler meant to start is missing. */
  @Override
  protected final void handlerLackedMemory(OutOfMemoryError error) {
    channel.loop().end(channel.socket, error);
  }

  @Override
  protected Throwable closedException() {
    return made(channel::whyClosed);
  }

  /** What the poller is to look for. */
  final int op() {
    return op;
  }

  final LoopSocketChannel channel() {
    return channel;
  }
}
