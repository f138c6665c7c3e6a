package io.trixter.benchmarks.load;

import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import io.trixter.benchmarks.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** An upstream: a port for each {@link Service}, in their order. Ends with its parent. */
final class UpstreamMain {
  private static final int BACKLOG = 4096;
  private static final int BUFFER_BYTES = 256 << 10;

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Endless endless = new Endless();

  private UpstreamMain() throws IOException {}

  public static void main(String... ports) throws IOException {
    ProcessHandle.current().parent().orElseThrow().onExit().thenRun(() -> System.exit(0));
    UpstreamMain upstream = new UpstreamMain();
    for (Service service : Service.values()) {
      upstream.listen(Integer.parseInt(ports[service.ordinal()]), service);
    }
    while (true) {
      upstream.selector.select(upstream::ready);
    }
  }

  private void listen(int port, Service service) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(Ports.at(port), BACKLOG).configureBlocking(false);
    server.register(selector, OP_ACCEPT, service);
  }

  private void ready(SelectionKey key) {
    Service service = (Service) key.attachment();
    try {
      if (key.channel() instanceof ServerSocketChannel server) {
        accept(server, service);
      } else {
        serve((SocketChannel) key.channel(), service);
      }
    } catch (IOException reset) {
      close(key);
    }
  }

  private void accept(ServerSocketChannel server, Service service) throws IOException {
    SocketChannel client = server.accept();
    while (client != null) {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false);
      client.register(selector, service == Service.SOURCE ? OP_WRITE : OP_READ, service);
      client = server.accept();
    }
  }

  private void serve(SocketChannel client, Service service) throws IOException {
    if (service == Service.SOURCE) {
      endless.sendTo(client);
      return;
    }
    if (client.read(buffer.clear()) < 0) {
      client.close();
    } else if (service == Service.ECHO) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        client.write(buffer);
      }
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
