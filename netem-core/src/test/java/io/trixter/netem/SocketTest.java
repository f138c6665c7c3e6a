package io.trixter.netem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link Netem#wrap(Socket, Fault...)} over loopback. */
class SocketTest {
  private final Sockets pair;
  private final Socket inner;

  SocketTest() throws IOException {
    pair = Sockets.connected();
    inner = pair.client();
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  @Test
  void carriesBytesBothWaysThroughTheFaults() throws IOException {
    Socket socket =
        Netem.wrap(
            inner,
            new DelayedWriter(ofMillis(1)),
            new DelayedReader(ofMillis(1)),
            new SlicedWriter(2),
            new ThrottledReader(1 << 20));
    socket.getOutputStream().write("hello".getBytes(US_ASCII));
    assertThat(pair.server().getInputStream().readNBytes(5)).asString().isEqualTo("hello");
    pair.server().getOutputStream().write("world".getBytes(US_ASCII));
    assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("world");
    assertThat(socket.getInputStream()).isSameAs(socket.getInputStream());
    assertThat(socket.getOutputStream()).isSameAs(socket.getOutputStream());
  }

  @Test
  void answersWhatTheInnerOneDoes() throws IOException {
    Socket socket = Netem.wrap(inner, new DelayedWriter(ZERO));
    assertThat(socket.getInetAddress()).isEqualTo(inner.getInetAddress());
    assertThat(socket.getLocalAddress()).isEqualTo(inner.getLocalAddress());
    assertThat(socket.getPort()).isEqualTo(inner.getPort());
    assertThat(socket.getLocalPort()).isEqualTo(inner.getLocalPort());
    assertThat(socket.getRemoteSocketAddress()).isEqualTo(inner.getRemoteSocketAddress());
    assertThat(socket.getLocalSocketAddress()).isEqualTo(inner.getLocalSocketAddress());
    assertThat(socket.isConnected()).isTrue();
    assertThat(socket.isBound()).isTrue();
    assertThat(socket.isClosed()).isFalse();
    assertThat(socket.supportedOptions()).isEqualTo(inner.supportedOptions());
    assertThat(socket).hasToString("Delayed(" + inner + ")");
  }

  @Test
  void setsTheOptionsOfTheInnerOne() throws IOException {
    Socket socket = Netem.wrap(inner, new DelayedWriter(ZERO));
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    socket.setReuseAddress(true);
    socket.setOOBInline(true);
    socket.setSoLinger(true, 7);
    socket.setSoTimeout(1234);
    socket.setTrafficClass(8);
    socket.setPerformancePreferences(1, 2, 3);
    assertThat(inner.getTcpNoDelay()).isTrue();
    assertThat(inner.getKeepAlive()).isTrue();
    assertThat(inner.getReuseAddress()).isTrue();
    assertThat(inner.getOOBInline()).isTrue();
    assertThat(inner.getSoLinger()).isEqualTo(7);
    assertThat(inner.getSoTimeout()).isEqualTo(1234);
    assertThat(socket.getTcpNoDelay()).isTrue();
    assertThat(socket.getKeepAlive()).isTrue();
    assertThat(socket.getReuseAddress()).isTrue();
    assertThat(socket.getOOBInline()).isTrue();
    assertThat(socket.getSoLinger()).isEqualTo(7);
    assertThat(socket.getSoTimeout()).isEqualTo(1234);
    assertThat(socket.getTrafficClass()).isEqualTo(inner.getTrafficClass());
    socket.setSendBufferSize(20_000);
    socket.setReceiveBufferSize(20_000);
    assertThat(socket.getSendBufferSize()).isEqualTo(inner.getSendBufferSize());
    assertThat(socket.getReceiveBufferSize()).isEqualTo(inner.getReceiveBufferSize());
    assertThat(socket.setOption(StandardSocketOptions.TCP_NODELAY, false)).isSameAs(socket);
    assertThat(socket.getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
    assertThat(inner.getTcpNoDelay()).isFalse();
  }

  @Test
  void aTimeoutThatIsRefusedChangesNothing() throws IOException {
    Socket socket = Netem.wrap(inner, new DelayedReader(ZERO));
    socket.setSoTimeout(5);
    assertThatThrownBy(() -> socket.setSoTimeout(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(socket.getSoTimeout()).isEqualTo(5);
  }

  @Test
  void refusesWhatWouldGoAroundTheFaults() throws IOException {
    Socket socket = Netem.wrap(inner, new DelayedWriter(ZERO));
    assertThat(socket.getChannel()).isNull();
    assertThatThrownBy(() -> socket.sendUrgentData(1)).isInstanceOf(SocketException.class);
  }

  @Test
  void halfClosesThroughTheFaultsAndReadsOn() throws IOException {
    Injector injector = new Injector();
    Socket socket = Netem.wrap(inner, injector);
    injector.injectWrite("last".getBytes(US_ASCII));
    socket.shutdownOutput();
    assertThat(pair.server().getInputStream().readAllBytes()).asString().isEqualTo("last");
    assertThat(socket.isOutputShutdown()).isTrue();
    assertThatThrownBy(socket::getOutputStream).isInstanceOf(SocketException.class);
    pair.server().getOutputStream().write(1);
    assertThat(socket.getInputStream().read()).isEqualTo(1);
    socket.shutdownInput();
    assertThat(socket.isInputShutdown()).isTrue();
  }

  @Test
  void closingAStreamClosesTheSocketAndTheOtherStream() throws IOException {
    Socket socket = Netem.wrap(inner, new DelayedReader(ofMillis(1)));
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    in.close();
    assertThat(socket.isClosed()).isTrue();
    assertThat(inner.isClosed()).isTrue();
    assertThatThrownBy(in::read).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    assertThatThrownBy(() -> out.write(1)).isInstanceOf(SocketException.class);
    assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> socket.setSoTimeout(1)).isInstanceOf(SocketException.class);
    assertThatThrownBy(socket::getSoTimeout).isInstanceOf(SocketException.class);
    assertThat(pair.server().getInputStream().read()).isEqualTo(-1);
    socket.close();
  }

  @Test
  void connectsAndBindsAnUnconnectedSocket() throws IOException {
    try (ServerSocket listening = Sockets.listening();
        Socket socket = Netem.wrap(new Socket(), new DelayedWriter(ZERO))) {
      assertThat(socket.isConnected()).isFalse();
      assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      assertThat(socket.isBound()).isTrue();
      socket.connect(listening.getLocalSocketAddress(), 10_000);
      assertThat(socket.isConnected()).isTrue();
      socket.getOutputStream().write(5);
      try (Socket accepted = listening.accept()) {
        assertThat(accepted.getInputStream().read()).isEqualTo(5);
      }
    }
  }

  @Test
  void aTerminatorResetsTheConnection() throws IOException {
    Socket socket = Netem.wrap(inner, new Terminator(1.0));
    assertThatThrownBy(() -> socket.getOutputStream().write(1))
        .isInstanceOf(TerminatedException.class);
    assertThat(socket.isClosed()).isTrue();
    assertThatThrownBy(() -> pair.server().getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThatThrownBy(socket::getInputStream).isInstanceOf(TerminatedException.class);
  }

  @Test
  void aShutdownerClosesASocketOfWhichNobodyHasAskedAStream() throws IOException {
    Shutdowner shutdowner = new Shutdowner();
    Socket socket = Netem.wrap(inner, shutdowner);
    shutdowner.shutdown(new IOException("pulled the plug"));
    assertThat(socket.isClosed()).isTrue();
    assertThat(pair.server().getInputStream().read()).isEqualTo(-1);
    assertThatThrownBy(socket::getOutputStream).hasMessage("pulled the plug");
  }

  @Test
  void aSocketThatWasClosedBeforeAShutdownStaysMerelyClosed() throws IOException {
    Shutdowner shutdowner = new Shutdowner();
    Socket socket = Netem.wrap(inner, shutdowner);
    InputStream in = socket.getInputStream();
    socket.close();
    shutdowner.shutdown(new IOException("pulled the plug"));
    assertThatThrownBy(socket::getInputStream).hasMessage("Socket is closed");
    assertThatThrownBy(in::read).isInstanceOf(IOException.class);
  }

  @Test
  void aReadThatWaitsForThePeerTimesOutAndGoesOn() throws IOException {
    Socket socket = Netem.wrap(inner, new DelayedReader(ofMillis(1)), new ThrottledReader(1000));
    socket.setSoTimeout(20);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    pair.server().getOutputStream().write(9);
    socket.setSoTimeout(0);
    assertThat(socket.getInputStream().read()).isEqualTo(9);
    assertThat(inner.getSoTimeout()).isZero();
  }

  @Test
  void aReadThatWaitsForTheFaultTimesOutAndLosesNothing() throws IOException {
    DelayedReader delay = new DelayedReader(ofSeconds(60));
    Socket socket = Netem.wrap(inner, delay);
    socket.setSoTimeout(20);
    pair.server().getOutputStream().write(new byte[] {1, 2, 3});
    assertThatThrownBy(() -> socket.getInputStream().read(new byte[10]))
        .isInstanceOf(SocketTimeoutException.class);
    delay.set(ZERO);
    assertThat(socket.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
  }

  @Test
  void wrappedTwiceItEndsAsOne() throws Exception {
    Shutdowner shutdowner = new Shutdowner();
    Socket once = Netem.wrap(inner, shutdowner);
    Socket twice = Netem.wrap(once, new DelayedWriter(ofSeconds(60)));
    assertThat(twice).hasToString("Delayed(Shutdowner(" + inner + "))");
    twice.setSoTimeout(77);
    assertThat(inner.getSoTimeout()).isEqualTo(77);
    Background<Void> writing = Background.run(() -> twice.getOutputStream().write(1));
    writing.untilItWaits();
    shutdowner.shutdown(new IOException("pulled the plug"));
    assertThat(writing.failure()).hasMessage("pulled the plug");
    assertThat(twice.isClosed()).isTrue();
  }

  @Test
  void aFaultAroundOneOfItsStreamsEndsWithIt() throws Exception {
    Socket socket = Netem.wrap(inner);
    OutputStream around = new DelayedWriter(ofSeconds(60)).wrap(socket.getOutputStream());
    Background<Void> writing = Background.run(() -> around.write(1));
    writing.untilItWaits();
    socket.close();
    assertThat(writing.failure()).isInstanceOf(SocketException.class);
  }
}
