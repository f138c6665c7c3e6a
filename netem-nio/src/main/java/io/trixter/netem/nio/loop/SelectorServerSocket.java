package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;

/** A listening socket of {@code java.nio}. Threads as {@link LoopServerSocket} says. */
final class SelectorServerSocket extends LoopServerSocket implements SelectorPoller.Registered {
  private final ServerSocketChannel server;
  private SelectionKey key; // null until it is registered; replaced when the selector is

  /** Takes over {@code server}, which it closes if it cannot. */
  SelectorServerSocket(ServerSocketChannel server) throws IOException {
    this.server = server;
    try {
      server.configureBlocking(false);
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  @Override
  public void registered(SelectionKey as) {
    key = as;
  }

  @Override
  protected LoopSocket accept() throws IOException {
    SocketChannel accepted = server.accept();
    try {
      return accepted == null ? null : new SelectorSocket(accepted);
    } catch (OutOfMemoryError e) {
      accepted.close();
      throw e;
    }
  }

  @Override
  protected void await() throws IOException {
    if (key == null) {
      ((SelectorPoller) poller()).register(server, this);
    }
    key.interestOps(SelectionKey.OP_ACCEPT);
  }

  @Override
  protected void unwanted() {
    key.interestOps(0);
  }

  @Override
  protected void close() throws IOException {
    ((SelectorPoller) poller()).close(server);
  }

  @Override
  protected void discard() throws IOException {
    server.close();
  }

  @Override
  protected void bind(SocketAddress local, int backlog) throws IOException {
    server.bind(local, backlog);
  }

  @Override
  protected SocketAddress localAddress() throws IOException {
    return server.getLocalAddress();
  }

  @Override
  protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
    server.setOption(name, value);
  }

  @Override
  protected <T> T getOption(SocketOption<T> name) throws IOException {
    return server.getOption(name);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return server.supportedOptions();
  }
}
