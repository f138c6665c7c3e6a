package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Set;

/**
 * A socket of {@code java.nio} and what the selector knows of it. Interest in reading is dropped
 * only when bytes come that nobody wants, interest in writing as soon as nobody writes: so the
 * usual request and answer changes no interest at all. Threads as {@link LoopSocket} says.
 */
final class SelectorSocket extends LoopSocket implements SelectorPoller.Registered {
  private final SocketChannel socket;
  private SelectionKey key; // null until it is registered; replaced when the selector is
  private SelectorSocket nextClosing;
  private int interest;

  /** Takes over {@code socket}, which it closes if it cannot. */
  SelectorSocket(SocketChannel socket) throws IOException {
    this.socket = socket;
    try {
      socket.configureBlocking(false);
    } catch (IOException | RuntimeException | Error e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void registered(SelectionKey as) {
    key = as;
  }

  SelectorSocket nextClosing() {
    return nextClosing;
  }

  void nextClosing(SelectorSocket next) {
    nextClosing = next;
  }

  @Override
  protected void await(int op) throws IOException {
    if ((interest & op) == 0) {
      setInterest(interest | op);
    }
  }

  private void setInterest(int ops) throws IOException {
    if (key == null) {
      selector().register(socket, this);
    }
    interest = ops;
    key.interestOps(ops); // last: it may lack memory
  }

  private SelectorPoller selector() {
    return (SelectorPoller) poller();
  }

  @Override
  protected void served(int op, boolean wasAwaited) {
    if (op != SelectionKey.OP_READ || !wasAwaited) {
      interest &= ~op;
      key.interestOps(interest);
    }
  }

  @Override
  protected long read(ByteBuffer one, ByteBuffer[] several) throws IOException {
    return several == null ? socket.read(one) : socket.read(several);
  }

  @Override
  protected long write(ByteBuffer one, ByteBuffer[] several) throws IOException {
    return several == null ? socket.write(one) : socket.write(several);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A peer on this machine has answered by the time that the system call is over, so the
   * connection is looked at once more before the selector is asked to wait for it.
   */
  @Override
  protected boolean connect(InetSocketAddress remote) throws IOException {
    return (!socket.isConnectionPending() && socket.connect(remote)) || socket.finishConnect();
  }

  @Override
  protected void release() throws IOException {
    selector().close(this, key);
  }

  @Override
  protected void discard() throws IOException {
    socket.close();
  }

  @Override
  protected boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  protected void bind(SocketAddress local) throws IOException {
    socket.bind(local);
  }

  @Override
  protected void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  protected void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  protected SocketAddress localAddress() throws IOException {
    return socket.getLocalAddress();
  }

  @Override
  protected SocketAddress remoteAddress() throws IOException {
    return socket.getRemoteAddress();
  }

  @Override
  protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
    socket.setOption(name, value);
  }

  @Override
  protected <T> T getOption(SocketOption<T> name) throws IOException {
    return socket.getOption(name);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return socket.supportedOptions();
  }
}
