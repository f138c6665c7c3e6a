package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Set;

/**
 * The calls of a channel that its socket carries out at once, on the caller's thread. Any thread.
 */
abstract class SocketReactorChannel extends ReactorChannel {
  final SocketChannel socket;

  SocketReactorChannel(AsynchronousChannelProvider provider, SocketChannel socket) {
    super(provider);
    this.socket = socket;
  }

  /** The socket, unless the channel is closed. */
  final SocketChannel openSocket() throws IOException {
    if (!isOpen()) {
      throw afterClose();
    }
    return socket;
  }

  @Override
  public AsynchronousSocketChannel bind(SocketAddress local) throws IOException {
    openSocket().bind(local);
    return this;
  }

  @Override
  public final AsynchronousSocketChannel shutdownInput() throws IOException {
    openSocket().shutdownInput();
    return this;
  }

  @Override
  public final AsynchronousSocketChannel shutdownOutput() throws IOException {
    openSocket().shutdownOutput();
    return this;
  }

  @Override
  public final SocketAddress getLocalAddress() throws IOException {
    return openSocket().getLocalAddress();
  }

  @Override
  public final <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value)
      throws IOException {
    openSocket().setOption(name, value);
    return this;
  }

  @Override
  public final <T> T getOption(SocketOption<T> name) throws IOException {
    return openSocket().getOption(name);
  }

  @Override
  public final Set<SocketOption<?>> supportedOptions() {
    return socket.supportedOptions();
  }
}
