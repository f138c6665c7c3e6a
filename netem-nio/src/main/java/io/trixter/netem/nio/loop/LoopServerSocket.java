package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;

/**
 * The socket under a {@link LoopServerChannel}, as its loop's poller has it. Accepting, waiting and
 * closing are for the loop's thread; bind, address and options for any.
 */
public abstract class LoopServerSocket extends Selectable {
  private LoopServerChannel channel;

  /** A socket that no channel has yet. */
  protected LoopServerSocket() {}

  /** Makes it the socket of {@code channel}, for good. Any thread, before all else. */
  final void attach(LoopServerChannel owner) {
    channel = owner;
  }

  /** The poller of the loop that its channel is pinned to. */
  protected final Poller poller() {
    return channel.loop().poller();
  }

  // the loop's thread

  /** Takes a connection that is there; null if there is none. */
  protected abstract LoopSocket accept() throws IOException;

  /** Asks the poller to report the socket once there is a connection. */
  protected abstract void await() throws IOException;

  /** Notes that nobody waits for a connection any more. */
  protected abstract void unwanted();

  /** Closes it: the port refuses on return, and can be bound anew. */
  protected abstract void close() throws IOException;

  @Override
  protected final void ready(int readyOps) {
    AcceptOperation accept = channel.accept;
    if (accept.isActive()) {
      accept.ready();
    }
    if (!accept.isActive() && channel.isOpen()) {
      unwanted();
    }
  }

  /** Ends the accept, but leaves the channel open: the next one may find memory. */
  @Override
  protected final void failed(Throwable error) {
    channel.accept.failed(error);
  }

  // any thread

  /** Closes it at once. It has no channel. */
  protected abstract void discard() throws IOException;

  /** As {@link java.nio.channels.ServerSocketChannel#bind(SocketAddress, int)}. */
  protected abstract void bind(SocketAddress local, int backlog) throws IOException;

  /** As {@link java.nio.channels.ServerSocketChannel#getLocalAddress}. */
  protected abstract SocketAddress localAddress() throws IOException;

  /** As {@link java.nio.channels.ServerSocketChannel#setOption}. */
  protected abstract <T> void setOption(SocketOption<T> name, T value) throws IOException;

  /** As {@link java.nio.channels.ServerSocketChannel#getOption}. */
  protected abstract <T> T getOption(SocketOption<T> name) throws IOException;

  /** As {@link java.nio.channels.ServerSocketChannel#supportedOptions}. */
  protected abstract Set<SocketOption<?>> supportedOptions();
}
