package io.trixter.netem;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bad starts of sockets over loopback, from a factory and from a server socket. */
@Timeout(60)
class ConnectFaultSocketTest {
  private static final InetAddress HOST = InetAddress.getLoopbackAddress();

  private final ServerSocket listening = Sockets.listening();

  ConnectFaultSocketTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    listening.close();
  }

  private static SocketFactory factory(Fault... faults) {
    return Netem.socketFactory(link -> List.of(faults));
  }

  private int port() {
    return listening.getLocalPort();
  }

  private void assertNobodyDialled() throws IOException {
    listening.setSoTimeout(1);
    assertThatThrownBy(listening::accept).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void refusesHoweverASocketIsMade() throws IOException {
    SocketFactory factory = factory(ConnectFault.refuse());
    List<Background.Action> ways =
        List.of(
            () -> factory.createSocket(HOST, port()),
            () -> factory.createSocket(HOST.getHostAddress(), port()),
            () -> factory.createSocket(HOST, port(), HOST, 0),
            () -> factory.createSocket(HOST.getHostAddress(), port(), HOST, 0),
            () -> factory.createSocket().connect(listening.getLocalSocketAddress()),
            () -> factory.createSocket().connect(listening.getLocalSocketAddress(), 1000));
    for (Background.Action way : ways) {
      assertThatThrownBy(way::run)
          .isInstanceOf(ConnectException.class)
          .hasMessage("Connection refused");
    }
    assertNobodyDialled();
  }

  @Test
  void aSocketThatWasRefusedIsClosedAsTheJdksIs() throws IOException {
    Socket socket = factory(ConnectFault.refuse().first(1)).createSocket();
    assertThatThrownBy(() -> socket.connect(listening.getLocalSocketAddress()))
        .isInstanceOf(ConnectException.class);
    assertThat(socket.isClosed()).isTrue();
    assertThatThrownBy(() -> socket.connect(listening.getLocalSocketAddress()))
        .isInstanceOf(SocketException.class)
        .isNotInstanceOf(ConnectException.class);
  }

  @Test
  void aFactoryOfConnectedSocketsAloneIsRefusedToo() throws IOException {
    SocketFactory connectedOnly =
        new SocketFactory() {
          @Override
          public Socket createSocket(String host, int port) throws IOException {
            return new Socket(host, port);
          }

          @Override
          public Socket createSocket(String host, int port, InetAddress local, int localPort)
              throws IOException {
            return new Socket(host, port, local, localPort);
          }

          @Override
          public Socket createSocket(InetAddress host, int port) throws IOException {
            return new Socket(host, port);
          }

          @Override
          public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
              throws IOException {
            return new Socket(host, port, local, localPort);
          }
        };
    ConnectFault once = ConnectFault.refuse().first(1);
    SocketFactory factory = Netem.socketFactory(connectedOnly, 1, link -> List.of(once));
    assertThatThrownBy(() -> factory.createSocket(HOST, port()))
        .isInstanceOf(ConnectException.class);
    try (Socket refused = listening.accept();
        Socket client = factory.createSocket(HOST, port());
        Socket peer = listening.accept()) {
      assertThatThrownBy(() -> refused.getInputStream().read()).hasMessage("Connection reset");
      client.getOutputStream().write(7);
      assertThat(peer.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void namesAHostThatIsNotKnown() {
    assertThatThrownBy(() -> factory().createSocket("no.such.host.invalid", 1))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  void resetsBothEndsAtTheFirstOperation() throws IOException {
    try (Socket client = factory(ConnectFault.reset()).createSocket(HOST, port());
        Socket peer = listening.accept()) {
      client.setTcpNoDelay(true);
      assertThatThrownBy(() -> client.getOutputStream().write(1))
          .isInstanceOf(SocketException.class)
          .hasMessage("Connection reset");
      assertThatThrownBy(() -> client.getInputStream().read()).hasMessage("Connection reset");
      assertThatThrownBy(() -> peer.getInputStream().read()).hasMessage("Connection reset");
    }
  }

  @Test
  void aReadOfAConnectionThatHangsEndsWithItsTimeout() throws IOException {
    try (Socket client = factory(ConnectFault.hang()).createSocket(HOST, port());
        Socket peer = listening.accept()) {
      peer.getOutputStream().write(1);
      client.setSoTimeout(20);
      client.getOutputStream().write(new byte[100]);
      client.shutdownOutput();
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      peer.setSoTimeout(20);
      assertThatThrownBy(() -> peer.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aConnectTimeoutThatIsShorterThanTheDelayEndsItAndDialsNobody() throws IOException {
    Socket socket = factory(ConnectFault.delay(ofSeconds(600))).createSocket();
    assertThatThrownBy(() -> socket.connect(listening.getLocalSocketAddress(), 20))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("Connect timed out");
    assertThat(socket.isClosed()).isTrue();
    assertNobodyDialled();
  }

  @Test
  void connectsAfterTheDelayWithWhatIsLeftOfTheTimeout() throws IOException {
    long begun = System.nanoTime();
    try (Socket socket = factory(ConnectFault.delay(ofMillis(50))).createSocket()) {
      socket.connect(listening.getLocalSocketAddress(), 30_000);
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(50_000_000);
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void aLoweredDelayAnInterruptAndACloseEndTheWait() throws Exception {
    ConnectFault late = ConnectFault.delay(ofSeconds(600));
    SocketFactory factory = factory(late);
    Socket closed = factory.createSocket();
    Socket interrupted = factory.createSocket();
    Socket lowered = factory.createSocket();
    var address = new InetSocketAddress(HOST, port());
    Background<Void> closing = Background.run(() -> closed.connect(address)).untilItWaits();
    Background<Void> interrupting =
        Background.run(() -> interrupted.connect(address)).untilItWaits();
    Background<Void> lowering = Background.run(() -> lowered.connect(address)).untilItWaits();
    closed.close();
    assertThat(closing.failure()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    interrupting.interrupt();
    assertThat(interrupting.failure()).isInstanceOf(InterruptedIOException.class);
    assertThat(interrupting.wasInterruptedAfter()).isTrue();
    late.set(ofMillis(1));
    lowering.result();
    assertThat(lowered.isConnected()).isTrue();
    lowered.close();
  }

  @Test
  void whatTheJdkRefusesToConnectToIsRefusedAtOnce() throws IOException {
    Socket socket = factory(ConnectFault.delay(ofSeconds(600))).createSocket();
    assertThatThrownBy(() -> socket.connect(null)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> socket.connect(listening.getLocalSocketAddress(), -1))
        .isInstanceOf(IllegalArgumentException.class);
    socket.close();
  }

  @Test
  void aServerGoesOnToTheNextClientAndResetsTheRefused() throws IOException {
    ConnectFault once = ConnectFault.refuse().first(1);
    ServerSocket server = Netem.serverSocket(listening, link -> List.of(once));
    try (Socket refused = new Socket(HOST, port());
        Socket client = new Socket(HOST, port());
        Socket accepted = server.accept()) {
      accepted.getOutputStream().write(7);
      assertThat(client.getInputStream().read()).isEqualTo(7);
      assertThatThrownBy(() -> refused.getInputStream().read()).hasMessage("Connection reset");
    }
  }

  @Test
  void aServerAcceptsNobodyForNoLongerThanItsTimeout() throws IOException {
    ServerSocket server = Netem.serverSocket(listening, link -> List.of(ConnectFault.refuse()));
    server.setSoTimeout(200);
    AtomicBoolean over = new AtomicBoolean();
    Thread clients =
        new Thread(
            () -> {
              long begun = System.nanoTime();
              while (!over.get() && System.nanoTime() - begun < ofSeconds(5).toNanos()) {
                try (Socket client = new Socket(HOST, port())) {
                  client.getInputStream().read(); // until it is reset
                } catch (IOException expected) {
                  // the next one
                }
              }
            });
    clients.start();
    try {
      assertThatThrownBy(server::accept)
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("Accept timed out");
      assertThat(clients.isAlive()).isTrue();
      assertThat(server.getSoTimeout()).isEqualTo(200);
      assertThat(listening.getSoTimeout()).isEqualTo(200);
    } finally {
      over.set(true);
    }
  }

  @Test
  void aServerHandsASlowClientOnAtOnceAndMakesItsFirstOperationsWait() throws Exception {
    ConnectFault late = ConnectFault.delay(ofSeconds(600)).first(1);
    ServerSocket server = Netem.serverSocket(listening, link -> List.of(late));
    try (Socket slow = new Socket(HOST, port());
        Socket quick = new Socket(HOST, port());
        Socket first = server.accept();
        Socket second = server.accept()) {
      Background<Void> writing =
          Background.run(() -> first.getOutputStream().write(1)).untilItWaits();
      second.getOutputStream().write(2);
      assertThat(quick.getInputStream().read()).isEqualTo(2);
      first.setSoTimeout(20);
      assertThatThrownBy(() -> first.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      late.set(ofMillis(1));
      writing.result();
      assertThat(slow.getInputStream().read()).isEqualTo(1);
    }
  }

  @Test
  void aPipeHangsInVirtualTime() throws IOException {
    VirtualClock clock = new VirtualClock();
    Pipe pipe = Netem.pipe(clock);
    Socket client = Netem.wrap(pipe.client(), ConnectFault.hang());
    client.setSoTimeout(30_000);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(30));
  }

  @Test
  void aReadOfAPipeThatHangsWithoutATimeoutWaitsForTheClose() throws Exception {
    Pipe pipe = Netem.pipe(new VirtualClock());
    Socket client = Netem.wrap(pipe.client(), ConnectFault.hang());
    Background<Integer> reading = Background.call(() -> client.getInputStream().read());
    client.close();
    assertThat(reading.failure()).isInstanceOf(SocketException.class);
  }

  @Test
  void aMereStreamIsNotOpened() throws IOException {
    try (Sockets sockets = Sockets.connected()) {
      ConnectFault.hang().wrap(sockets.client().getOutputStream()).write(7);
      assertThat(sockets.server().getInputStream().read()).isEqualTo(7);
    }
  }
}
