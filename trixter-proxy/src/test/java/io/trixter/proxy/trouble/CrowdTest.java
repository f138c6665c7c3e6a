package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Daemon;
import io.trixter.proxy.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 9,000 connections at once: 18,000 descriptors there, and as many here. */
@Tag("soak")
class CrowdTest {
  private static final int CONNECTIONS = 9_000;
  private static final Pattern OPEN = Pattern.compile("(?m)^\\S*connections_open\\S* (\\S+)");

  @Test
  void servesNineThousandAtOnceAndEndsThemAllOnASignal() throws Exception {
    List<SocketChannel> clients = new ArrayList<>();
    try (ServerSocketChannel listener = ServerSocketChannel.open();
        Selector selector = Selector.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 4096);
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      Daemon.start("trouble", () -> echo(selector, listener));
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      try (Program proxy =
          Program.plain()
              .start("-l", "127.0.0.1:0", "-a", "127.0.0.1:0", "-c", "127.0.0.1:" + port)) {
        InetSocketAddress listen = proxy.listen();
        for (int i = 0; i < CONNECTIONS; i++) {
          clients.add(SocketChannel.open(listen));
        }
        for (int round = 0; round < 3; round++) {
          roundTrips(clients);
        }
        assertThat(proxy.logged(" opened ")).hasSize(CONNECTIONS);
        Matcher open = OPEN.matcher(proxy.get("/metrics"));
        assertThat(open.find()).isTrue();
        assertThat(Double.parseDouble(open.group(1))).isEqualTo(CONNECTIONS);
        long signalled = System.nanoTime();
        assertThat(proxy.terminate(10)).isZero();
        long millis = (System.nanoTime() - signalled) / 1_000_000;
        for (SocketChannel client : clients) {
          assertThat(new Peer(client.socket()).ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
        }
        List<String> ended = proxy.logged(" ended ");
        assertThat(ended).isNotEmpty().allMatch(line -> line.endsWith("cause=proxy down"));
        System.out.println("gone in " + millis + " ms, " + ended.size() + " ends logged");
      }
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
    }
  }

  private static void roundTrips(List<SocketChannel> clients) throws IOException {
    ByteBuffer one = ByteBuffer.allocateDirect(1);
    for (SocketChannel client : clients) {
      client.write(one.clear());
    }
    for (SocketChannel client : clients) {
      assertThat(client.read(one.clear())).isOne();
    }
  }

  private static void echo(Selector selector, ServerSocketChannel listener) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 10);
    try {
      while (selector.isOpen()) {
        selector.select(key -> ready(key, selector, listener, buffer));
      }
    } catch (IOException | RuntimeException closed) {
      // the end
    }
  }

  private static void ready(
      SelectionKey key, Selector selector, ServerSocketChannel listener, ByteBuffer buffer) {
    try {
      if (key.isAcceptable()) {
        SocketChannel accepted = listener.accept();
        accepted.configureBlocking(false);
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        accepted.register(selector, SelectionKey.OP_READ);
      } else if (((SocketChannel) key.channel()).read(buffer.clear()) >= 0) {
        ((SocketChannel) key.channel()).write(buffer.flip());
      } else {
        key.channel().close();
      }
    } catch (IOException reset) {
      key.cancel();
    }
  }
}
