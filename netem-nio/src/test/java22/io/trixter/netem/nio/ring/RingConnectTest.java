package io.trixter.netem.nio.ring;

import static io.trixter.netem.nio.ring.RingNetwork.read;
import static io.trixter.netem.nio.ring.RingNetwork.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.LoopServerChannel;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are asked for, by the addresses of both families, and what comes of them. */
@NeedsRing
class RingConnectTest {
  private static final int QUEUED = 1024;

  @RegisterExtension final RingNetwork network = new RingNetwork(1);

  private Outcome<Void> connect(AsynchronousSocketChannel channel, InetSocketAddress to) {
    Outcome<Void> connected = new Outcome<>();
    channel.connect(to, null, connected);
    return connected;
  }

  /** One more than the queue of requests holds, in one iteration of the loop. */
  @Test
  void eachConnectsToItsOwnAddressHoweverManyAreAskedForAtOnce() throws Exception {
    List<AsynchronousSocketChannel> channels = new ArrayList<>();
    List<Outcome<Void>> outcomes = new ArrayList<>();
    try (ServerSocket first = new ServerSocket(0, QUEUED, InetAddress.getLoopbackAddress());
        ServerSocket last = new ServerSocket(0, QUEUED, InetAddress.getLoopbackAddress())) {
      network.inLoop(
          () -> {
            RingNetwork.poller(network.server).submit();
            for (int i = 0; i <= QUEUED; i++) {
              AsynchronousSocketChannel channel = network.open();
              channels.add(channel);
              ServerSocket to = i < QUEUED ? first : last;
              outcomes.add(
                  connect(channel, new InetSocketAddress(to.getInetAddress(), to.getLocalPort())));
            }
            return null;
          });
      first.setSoTimeout(5_000);
      last.setSoTimeout(5_000);
      for (Outcome<Void> outcome : outcomes) {
        outcome.value();
      }
      for (int i = 0; i < QUEUED; i++) {
        first.accept().close();
      }
      last.accept().close();
      for (AsynchronousSocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void talksToPeersOfBothFamilies(String host) throws Exception {
    InetAddress at = available(host);
    try (AsynchronousServerSocketChannel server =
        network.provider.openAsynchronousServerSocketChannel(network.group)) {
      server.bind(new InetSocketAddress(at, 0));
      InetSocketAddress to = (InetSocketAddress) server.getLocalAddress();
      assertThat(to.getAddress()).isEqualTo(at);
      assertTalks(server, network.open(), to);
      assertTalks(server, LoopSocketChannel.open(loop(), to), to);
    }
  }

  @Test
  void aListenerOnAnyAddressTakesPeersOfBothFamilies() throws Exception {
    available("::1");
    try (AsynchronousServerSocketChannel server =
        network.provider.openAsynchronousServerSocketChannel(network.group)) {
      server.bind(null);
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      for (String host : List.of("127.0.0.1", "::1")) {
        InetSocketAddress to = new InetSocketAddress(host, port);
        assertTalks(server, LoopSocketChannel.open(loop(), to), to);
        assertTalks(server, network.open(), to);
      }
    }
  }

  @Test
  void aListenerForIpv4AloneTakesNoIpv6() throws Exception {
    available("::1");
    try (LoopServerChannel server = LoopServerChannel.open(loop(), StandardProtocolFamily.INET)) {
      server.bind(null);
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      assertThat(connect(network.open(), new InetSocketAddress("::1", port)).failure())
          .isInstanceOf(ConnectException.class);
      InetSocketAddress to = new InetSocketAddress("127.0.0.1", port);
      assertTalks(server, network.open(), to);
    }
  }

  private EventLoop loop() {
    return ((LoopServerChannel) network.server).loop();
  }

  private static InetAddress available(String host) throws UnknownHostException {
    InetAddress at = InetAddress.getByName(host);
    boolean there = true;
    try (ServerSocket probe = new ServerSocket(0, 1, at)) {
      there = probe.isBound();
    } catch (IOException e) {
      there = !(at instanceof Inet6Address);
    }
    assumeThat(there).as("the machine has " + host).isTrue();
    return at;
  }

  private void assertTalks(
      AsynchronousServerSocketChannel server,
      AsynchronousSocketChannel client,
      InetSocketAddress to)
      throws Exception {
    Outcome<AsynchronousSocketChannel> accepted = new Outcome<>();
    server.accept(null, accepted);
    connect(client, to).value();
    AsynchronousSocketChannel peer = accepted.value();
    assertThat(client.getRemoteAddress()).isEqualTo(to);
    assertThat(peer.getRemoteAddress()).isEqualTo(client.getLocalAddress());
    Outcome<Integer> reading = read(peer, 10);
    assertThat(write(client, ByteBuffer.allocate(3)).value()).isEqualTo(3);
    assertThat(reading.value()).isEqualTo(3);
    client.close();
    assertThat(read(peer, 1).value()).isEqualTo(-1);
    peer.close();
  }

  @Test
  void aRefusalClosesTheChannel() throws Exception {
    AsynchronousServerSocketChannel gone = network.listen();
    InetSocketAddress address = (InetSocketAddress) gone.getLocalAddress();
    gone.close();
    AsynchronousSocketChannel channel = network.open();
    assertThat(connect(channel, address).failure())
        .isInstanceOf(ConnectException.class)
        .hasMessage("Connection refused");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anAddressThatCannotBeReachedClosesTheChannel() throws Exception {
    AsynchronousSocketChannel channel = network.open();
    InetSocketAddress broadcast = new InetSocketAddress("255.255.255.255", 1);
    assertThat(connect(channel, broadcast).failure()).isInstanceOf(IOException.class);
    assertThat(channel.isOpen()).isFalse();
  }

  /** A listener that has accepted all it can hold, so that one more connect waits. */
  private static final class Full implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<SocketChannel> waiting = new ArrayList<>();

    Full() throws IOException {
      boolean connected = true;
      while (connected) {
        SocketChannel next = SocketChannel.open();
        waiting.add(next);
        next.configureBlocking(false);
        connected = next.connect(address()) || next.finishConnect();
      }
    }

    InetSocketAddress address() {
      return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
      listener.close();
    }
  }

  @Test
  void aCloseEndsAConnectThatIsPending() throws Exception {
    try (Full full = new Full()) {
      RingPoller poller = RingNetwork.poller(network.server);
      int before = network.inLoop(poller::entered);
      AsynchronousSocketChannel channel = network.open();
      Outcome<Void> connecting = connect(channel, full.address());
      network.inLoop(() -> null);
      int descriptors = RingNetwork.descriptors();
      channel.close();
      assertThat(connecting.failure()).isInstanceOf(AsynchronousCloseException.class);
      network.inLoop(() -> null);
      network.inLoop(() -> null);
      assertThat(RingNetwork.descriptors()).isLessThan(descriptors);
      assertThat(network.inLoop(poller::entered)).isEqualTo(before);
    }
  }

  @Test
  void aCancelEndsAConnectThatIsPending() throws Exception {
    try (Full full = new Full()) {
      AsynchronousSocketChannel channel = network.open();
      Future<Void> connecting = channel.connect(full.address());
      network.inLoop(() -> null);
      assertThat(connecting.cancel(false)).isTrue();
      assertThatThrownBy(connecting::get).isInstanceOf(CancellationException.class);
      assertThatThrownBy(() -> connect(channel, full.address()))
          .isInstanceOf(IllegalStateException.class);
      channel.close();
    }
  }

  @Test
  void nothingIsOpenedWithoutDescriptors() throws Exception {
    network.open().close();
    long limit = Limits.setDescriptors(3);
    try {
      assertThatThrownBy(network::open)
          .isInstanceOf(SocketException.class)
          .hasMessage("Too many open files");
      assertThatThrownBy(network::listen)
          .isInstanceOf(SocketException.class)
          .hasMessage("Too many open files");
    } finally {
      Limits.setDescriptors(limit);
    }
    network.open().close();
  }
}
