package io.trixter.netem;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Factories and server sockets, whose sockets have faults. */
class FactoryTest {
  private static final InetAddress HOST = InetAddress.getLoopbackAddress();

  private final ServerSocket echo;
  private final List<Socket> made = new ArrayList<>();
  private final SocketFactory recording =
      new SocketFactory() {
        private Socket made(Socket socket) {
          made.add(socket);
          return socket;
        }

        @Override
        public Socket createSocket() {
          return made(new Socket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
          return made(new Socket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
          return made(new Socket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
          return made(new Socket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
          return made(new Socket(host, port, local, localPort));
        }
      };

  FactoryTest() throws IOException {
    echo = Sockets.echo();
  }

  @AfterEach
  void close() throws IOException {
    echo.close();
    for (Socket each : made) {
      each.close();
    }
  }

  @Test
  void everyWayOfMakingASocketGivesOneWithFaults() throws IOException {
    List<Link> links = new ArrayList<>();
    SocketFactory factory =
        Netem.socketFactory(
            recording,
            42,
            link -> {
              links.add(link);
              return List.of(new DelayedWriter(ofMillis(1)), new SlicedWriter(1));
            });
    int port = echo.getLocalPort();
    try (Socket a = factory.createSocket(HOST, port);
        Socket b = factory.createSocket(HOST.getHostAddress(), port);
        Socket c = factory.createSocket(HOST, port, HOST, 0);
        Socket d = factory.createSocket(HOST.getHostAddress(), port, HOST, 0);
        Socket e = factory.createSocket()) {
      e.connect(echo.getLocalSocketAddress());
      for (Socket each : List.of(a, b, c, d, e)) {
        assertThat(each.toString()).startsWith("Sliced(Delayed(Socket[");
        each.getOutputStream().write(new byte[] {1, 2, 3});
        assertThat(each.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
      }
    }
    assertThat(links)
        .containsExactly(
            new Link(42, 0), new Link(42, 1), new Link(42, 2), new Link(42, 3), new Link(42, 4));
  }

  @Test
  void theFaultsOfASocketDrawByTheFactorysSeedAndTheSocketsOrdinal() throws IOException {
    SocketFactory factory = Netem.socketFactory(recording, 7, link -> List.of(new Terminator(1.0)));
    for (int i = 0; i < 3; i++) {
      try (Socket socket = factory.createSocket()) {
        socket.connect(echo.getLocalSocketAddress());
        assertThatThrownBy(() -> socket.getInputStream().read())
            .hasMessage("terminated (seed 7, connection " + i + ", read 0)");
      }
    }
  }

  @Test
  void theSeedOfTheRunIsTheDefault() throws IOException {
    List<Link> links = new ArrayList<>();
    SocketFactory factory =
        Netem.socketFactory(
            link -> {
              links.add(link);
              return List.of();
            });
    factory.createSocket().close();
    assertThat(links).containsExactly(new Link(Netem.seed(), 0));
  }

  @Test
  void aSocketWhoseFaultsCannotBeMadeIsClosed() {
    IllegalStateException refused = new IllegalStateException("no faults today");
    SocketFactory failing =
        Netem.socketFactory(
            recording,
            1,
            link -> {
              throw refused;
            });
    SocketFactory forgetful = Netem.socketFactory(recording, 1, link -> null);
    assertThatThrownBy(() -> failing.createSocket(HOST, echo.getLocalPort())).isSameAs(refused);
    assertThatThrownBy(() -> forgetful.createSocket(HOST, echo.getLocalPort()))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("faults");
    assertThat(made).hasSize(2).allMatch(Socket::isClosed);
  }

  @Test
  void aConnectionThatIsRefusedIsRefused() throws IOException {
    SocketFactory factory = Netem.socketFactory(link -> List.of(new Terminator(1.0)));
    ServerSocket gone = Sockets.listening();
    int port = gone.getLocalPort();
    gone.close(); // nobody was in accept, who would keep it alive a little longer
    assertThatThrownBy(() -> factory.createSocket(HOST, port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void aServerSocketAcceptsSocketsWithFaults() throws IOException {
    List<Link> links = new ArrayList<>();
    try (ServerSocket server =
            Netem.serverSocket(
                Sockets.listening(),
                9,
                link -> {
                  links.add(link);
                  return List.of(new SlicedWriter(2));
                });
        Socket client = new Socket(HOST, server.getLocalPort());
        Socket accepted = server.accept()) {
      assertThat(accepted.toString()).startsWith("Sliced(Socket[");
      accepted.getOutputStream().write(new byte[] {1, 2, 3});
      assertThat(client.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
    }
    assertThat(links).containsExactly(new Link(9, 0));
  }

  @Test
  void aServerSocketAnswersWhatTheInnerOneDoes() throws IOException {
    try (ServerSocket inner = Sockets.listening();
        ServerSocket server = Netem.serverSocket(inner, link -> List.of())) {
      server.setSoTimeout(1);
      assertThat(inner.getSoTimeout()).isEqualTo(1);
      assertThat(server.getSoTimeout()).isEqualTo(1);
      assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
      assertThat(server.getInetAddress()).isEqualTo(inner.getInetAddress());
      assertThat(server.getLocalSocketAddress()).isEqualTo(inner.getLocalSocketAddress());
      assertThat(server.isBound()).isTrue();
      assertThat(server.isClosed()).isFalse();
      assertThat(server.getChannel()).isNull();
      assertThat(server.supportedOptions()).isEqualTo(inner.supportedOptions());
      server.setReceiveBufferSize(20_000);
      assertThat(server.getReceiveBufferSize()).isEqualTo(inner.getReceiveBufferSize());
      server.setReuseAddress(true);
      assertThat(server.getReuseAddress()).isTrue();
      assertThat(server).hasToString("Netem(" + inner + ")");
    }
  }

  @Test
  void anUnboundServerSocketBinds() throws IOException {
    try (ServerSocket server = Netem.serverSocket(new ServerSocket(), link -> List.of())) {
      assertThat(server.isBound()).isFalse();
      server.bind(new InetSocketAddress(HOST, 0));
      assertThat(server.getLocalPort()).isPositive();
    }
  }

  @Test
  void closingAServerSocketWakesAnAccept() throws Exception {
    ServerSocket server = Netem.serverSocket(Sockets.listening(), link -> List.of());
    Background<Socket> accepting = Background.call(server::accept);
    server.close();
    assertThat(accepting.failure()).isInstanceOf(SocketException.class);
    assertThat(server.isClosed()).isTrue();
  }

  @Test
  void anAcceptedSocketWhoseFaultsCannotBeMadeIsClosed() throws IOException {
    try (ServerSocket server =
            Netem.serverSocket(
                Sockets.listening(),
                link -> {
                  throw new IllegalStateException("no faults today");
                });
        Socket client = new Socket(HOST, server.getLocalPort())) {
      assertThatThrownBy(server::accept).isInstanceOf(IllegalStateException.class);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void oneKnobTurnsTheFaultsOfManySockets() throws Exception {
    DynamicDuration latency = new DynamicDuration(ofSeconds(60));
    SocketFactory factory = Netem.socketFactory(link -> List.of(new DelayedWriter(latency)));
    List<Background<Void>> writers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Socket socket = factory.createSocket(HOST, echo.getLocalPort());
      made.add(socket);
      writers.add(Background.run(() -> socket.getOutputStream().write(1)).untilItWaits());
    }
    latency.set(ofMillis(1));
    for (Background<Void> each : writers) {
      each.result();
    }
  }
}
