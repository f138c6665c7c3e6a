package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.Reactor;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * The part of a decorator that the inner channel does alone. Over a channel of ours it runs on that
 * channel's reactor, over another provider's on the reactor it is given. Any thread.
 */
abstract class ForwardingChannel extends ReactorChannel {
  private final AsynchronousSocketChannel inner;
  private final Reactor reactor;
  private volatile boolean knownConnected;

  ForwardingChannel(AsynchronousSocketChannel inner, Supplier<Reactor> forForeign) {
    super(inner.provider());
    this.inner = inner;
    reactor = inner instanceof ReactorChannel ours ? ours.reactor() : forForeign.get();
  }

  /** Hears of the inner channel's end from now on: the last step of a subclass's constructor. */
  final void listenToInner() {
    if (inner instanceof ReactorChannel ours) {
      ours.whenClosed(this::innerClosed);
    }
  }

  final AsynchronousSocketChannel inner() {
    return inner;
  }

  @Override
  public final Reactor reactor() {
    return reactor;
  }

  /** What is wrapped was closed: ends what waits here, then tells those outside. */
  private void innerClosed() {
    closed();
    fireClosed();
  }

  /** Ends what waits in this channel. Reactor's thread. */
  abstract void closed();

  @Override
  public void close() throws IOException {
    inner.close();
    if (!(inner instanceof ReactorChannel)) {
      reactor.run(this::innerClosed);
    }
  }

  @Override
  public void reset() {
    if (inner instanceof ReactorChannel ours) {
      ours.reset();
      return;
    }
    try {
      if (inner.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
        inner.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      close();
    } catch (IOException ignored) {
      // closed is all it can become
    }
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public boolean isConnected() {
    if (inner instanceof ReactorChannel ours) {
      return ours.isConnected();
    }
    if (!knownConnected) {
      knownConnected = hasRemoteAddress();
    }
    return knownConnected;
  }

  private boolean hasRemoteAddress() {
    try {
      return inner.getRemoteAddress() != null;
    } catch (IOException closedMeanwhile) {
      return true;
    }
  }

  @Override
  public <A> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    inner.connect(remote, attachment, handler);
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    return inner.connect(remote);
  }

  @Override
  public AsynchronousSocketChannel shutdownInput() throws IOException {
    inner.shutdownInput();
    return this;
  }

  @Override
  public AsynchronousSocketChannel bind(SocketAddress local) throws IOException {
    inner.bind(local);
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return inner.getLocalAddress();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return inner.getRemoteAddress();
  }

  @Override
  public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    inner.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return inner.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return inner.supportedOptions();
  }
}
