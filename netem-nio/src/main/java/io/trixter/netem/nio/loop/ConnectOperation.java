package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Connects; a connection that cannot be made closes the channel. */
final class ConnectOperation extends SocketOperation<Void> {
  private InetSocketAddress remote;

  ConnectOperation(LoopSocketChannel channel, SocketChannel socket, Readiness readiness) {
    super(channel, socket, readiness, SelectionKey.OP_CONNECT, true);
  }

  void target(InetSocketAddress address) {
    remote = address;
  }

  @Override
  boolean tryOnce() throws IOException {
    boolean done = socket.isConnectionPending() ? socket.finishConnect() : socket.connect(remote);
    if (done) {
      channel().established();
      complete(null);
    }
    return done;
  }

  @Override
  void failed(Exception e) {
    super.failed(e);
    channel().close();
  }

  @Override
  protected void release() {
    remote = null;
  }
}
