package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Set;

/** The part of a decorator that the inner channel does alone. Any thread. */
abstract class ForwardingChannel extends ReactorChannel {
  private final AsynchronousSocketChannel inner;

  ForwardingChannel(AsynchronousSocketChannel inner) {
    super(inner.provider());
    this.inner = inner;
  }

  @Override
  public final boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public final AsynchronousSocketChannel shutdownInput() throws IOException {
    inner.shutdownInput();
    return this;
  }

  @Override
  public final AsynchronousSocketChannel bind(SocketAddress local) throws IOException {
    inner.bind(local);
    return this;
  }

  @Override
  public final SocketAddress getLocalAddress() throws IOException {
    return inner.getLocalAddress();
  }

  @Override
  public final SocketAddress getRemoteAddress() throws IOException {
    return inner.getRemoteAddress();
  }

  @Override
  public final <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value)
      throws IOException {
    inner.setOption(name, value);
    return this;
  }

  @Override
  public final <T> T getOption(SocketOption<T> name) throws IOException {
    return inner.getOption(name);
  }

  @Override
  public final Set<SocketOption<?>> supportedOptions() {
    return inner.supportedOptions();
  }
}
