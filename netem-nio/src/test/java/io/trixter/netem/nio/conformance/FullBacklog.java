package io.trixter.netem.nio.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A listener that has accepted all it can hold, so that one more connect waits. */
final class FullBacklog implements AutoCloseable {
  private static final int MOST = 64;

  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final List<SocketChannel> waiting = new ArrayList<>();

  FullBacklog() throws IOException {
    listener.bind(Network.anyPort(), 1);
    boolean connected = true;
    while (connected && waiting.size() < MOST) {
      SocketChannel next = SocketChannel.open();
      waiting.add(next);
      next.configureBlocking(false);
      connected = next.connect(address()) || next.finishConnect();
    }
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : waiting) {
      channel.close();
    }
    listener.close();
  }
}
