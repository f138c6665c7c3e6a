package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.ReactorChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Set;
import java.util.concurrent.Future;

/** What a channel without a network has no use for. */
abstract class StubChannel extends ReactorChannel {
  StubChannel() {
    super(null);
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public <A> void whenReadable(A attachment, CompletionHandler<Void, ? super A> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <A> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    throw new UnsupportedOperationException();
  }

  @Override
  public AsynchronousSocketChannel bind(SocketAddress local) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SocketAddress getLocalAddress() {
    return InetSocketAddress.createUnresolved("local", 1);
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return InetSocketAddress.createUnresolved("remote", 1);
  }

  @Override
  public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }
}
