package io.trixter.netem.nio.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FreePort;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A set-up's group with a listener on the loopback interface, for one test. Afterwards the group is
 * shut down; the test fails if that does not end its threads, or if one threw.
 */
final class Network implements AfterEachCallback {
  private static final int NARROW_INPUT = 4096;
  private static final int NARROW_OUTPUT = 16_384; // with less, Linux takes more 40 ms later

  final SetUp setUp;
  final Crew crew = new Crew();
  final AsynchronousChannelGroup group;
  final AsynchronousServerSocketChannel server;

  Network(SetUp setUp, int threads) {
    this(setUp, crew -> setUp.openGroup(threads, crew));
  }

  Network(SetUp setUp, Grouping grouping) {
    this.setUp = setUp;
    try {
      group = grouping.open(crew);
      server = openServer().bind(FreePort.loopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Opens a group whose threads the crew makes. */
  interface Grouping {
    AsynchronousChannelGroup open(Crew crew) throws IOException;
  }

  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) server.getLocalAddress();
  }

  AsynchronousServerSocketChannel openServer() throws IOException {
    return setUp.provider().openAsynchronousServerSocketChannel(group);
  }

  AsynchronousSocketChannel open() throws IOException {
    return setUp.open(group);
  }

  /** A blocking socket that is connected to the listener. */
  Socket knock() throws IOException {
    Socket socket = new Socket(address().getAddress(), address().getPort());
    socket.setSoTimeout((int) Operations.PATIENCE.toMillis());
    return socket;
  }

  /** An address to which nothing connects. */
  InetSocketAddress closedPort() throws IOException {
    return FreePort.loopbackAddress();
  }

  /** Two connected channels of the set-up. */
  record Pair(AsynchronousSocketChannel client, AsynchronousSocketChannel server) {}

  Pair pair() throws IOException {
    return pair(server, open());
  }

  /** A pair whose sockets hold few bytes, so that the client's writes soon wait. */
  Pair narrowPair() throws IOException {
    try (AsynchronousServerSocketChannel narrow = openServer()) {
      narrow.setOption(StandardSocketOptions.SO_RCVBUF, NARROW_INPUT).bind(anyPort());
      return pair(narrow, open().setOption(StandardSocketOptions.SO_SNDBUF, NARROW_OUTPUT));
    }
  }

  private Pair pair(AsynchronousServerSocketChannel listener, AsynchronousSocketChannel client)
      throws IOException {
    Outcome<AsynchronousSocketChannel> accepted = Operations.accept(listener);
    Operations.connect(client, listener.getLocalAddress()).value();
    return new Pair(client, setUp.dress(accepted.value()));
  }

  /** Does {@code action} on a thread of the group: in a handler of a channel of its own. */
  void inHandler(Runnable action) throws IOException {
    pair().client().write(ByteBuffer.allocate(0), null, Operations.then(ignored -> action.run()));
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    close();
  }

  /** Shuts the group down and waits until it and its threads have ended. */
  void close() throws IOException, InterruptedException {
    group.shutdownNow();
    assertThat(group.awaitTermination(Operations.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    crew.assertWentHome();
  }
}
