package io.trixter.netem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS over the faults: they strike the encrypted bytes. */
class TlsTest {
  private static final InetAddress HOST = InetAddress.getLoopbackAddress();

  private static SSLContext tls;
  private static ServerSocket echo;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    tls = Keys.context(directory);
    echo = Sockets.echo(tls.getServerSocketFactory().createServerSocket(0, 50, HOST));
  }

  @AfterAll
  static void stop() throws IOException {
    echo.close();
  }

  private static SSLSocketFactory factory(Fault... faults) {
    SocketFactory faulty = Netem.socketFactory(link -> List.of(faults));
    return Netem.sslSocketFactory(tls.getSocketFactory(), faulty);
  }

  private static void exchange(Socket socket) throws Exception {
    byte[] payload = new byte[20_000];
    new SplittableRandom(3).nextBytes(payload);
    Background<byte[]> reading =
        Background.call(() -> socket.getInputStream().readNBytes(payload.length));
    socket.getOutputStream().write(payload);
    assertThat(reading.result()).isEqualTo(payload);
  }

  @Test
  void shakesHandsAndCarriesBytesOverSlicesAndDelays() throws Exception {
    SSLSocketFactory factory =
        factory(
            new DelayedWriter(ofMillis(1)),
            new DelayedReader(ofMillis(1)),
            new SlicedWriter(1000),
            new ThrottledReader(1 << 20));
    int port = echo.getLocalPort();
    try (Socket a = factory.createSocket(HOST, port);
        Socket b = factory.createSocket("127.0.0.1", port);
        Socket c = factory.createSocket(HOST, port, HOST, 0);
        Socket d = factory.createSocket("127.0.0.1", port, HOST, 0)) {
      for (Socket each : List.of(a, b, c, d)) {
        assertThat(each).isInstanceOf(SSLSocket.class);
        exchange(each);
      }
    }
  }

  @Test
  void aReadTimeoutCountsTheFaultsBelowToo() throws Exception {
    DelayedReader delay = new DelayedReader(ZERO);
    try (Socket socket = factory(delay).createSocket(HOST, echo.getLocalPort())) {
      exchange(socket);
      delay.set(ofSeconds(60));
      socket.setSoTimeout(20);
      socket.getOutputStream().write(1);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      delay.set(ZERO);
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo(1);
    }
  }

  @Test
  void corruptionBreaksTheHandshake() throws IOException {
    SSLSocketFactory factory = factory(new Corrupter(1.0));
    try (SSLSocket socket = (SSLSocket) factory.createSocket(HOST, echo.getLocalPort())) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws IOException {
    try (SSLSocket socket = (SSLSocket) factory().createSocket(HOST, echo.getLocalPort())) {
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake(); // localhost
    }
    try (Socket plain = Netem.wrap(new Socket(HOST, echo.getLocalPort()));
        SSLSocket socket =
            (SSLSocket)
                factory().createSocket(plain, "elsewhere.example", echo.getLocalPort(), true)) {
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void aServerMayHaveTheFaultsUnderItsTls() throws Exception {
    try (ServerSocket server =
            Netem.serverSocket(Sockets.listening(), link -> List.of(new SlicedWriter(100)));
        Socket client = new Socket(HOST, server.getLocalPort());
        Socket accepted = server.accept();
        SSLSocket served = (SSLSocket) tls.getSocketFactory().createSocket(accepted, null, true);
        SSLSocket asking =
            (SSLSocket)
                tls.getSocketFactory().createSocket(client, "localhost", client.getPort(), true)) {
      served.setUseClientMode(false);
      Background<byte[]> serving = Background.call(() -> served.getInputStream().readNBytes(5));
      asking.getOutputStream().write("hello".getBytes(US_ASCII));
      assertThat(serving.result()).asString().isEqualTo("hello");
    }
  }

  @Test
  void httpsUrlConnectionGoesThroughTheFaults() throws Exception {
    HttpsServer server = HttpsServer.create(new InetSocketAddress(HOST, 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("ok".getBytes(US_ASCII));
          exchange.close();
        });
    server.start();
    try {
      AtomicInteger links = new AtomicInteger();
      SocketFactory faulty =
          Netem.socketFactory(
              link -> {
                links.incrementAndGet();
                return List.of(new SlicedWriter(50));
              });
      URI uri = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
      HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection();
      connection.setSSLSocketFactory(Netem.sslSocketFactory(tls.getSocketFactory(), faulty));
      assertThat(connection.getInputStream().readAllBytes()).asString().isEqualTo("ok");
      connection.disconnect();
      assertThat(links).hasValue(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theFirstConnectionsAreRefusedAndTheThirdIsMade() throws Exception {
    SSLSocketFactory factory = factory(ConnectFault.refuse().first(2));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> factory.createSocket("127.0.0.1", echo.getLocalPort()))
          .isInstanceOf(ConnectException.class);
    }
    try (Socket socket = factory.createSocket("127.0.0.1", echo.getLocalPort())) {
      exchange(socket);
    }
  }

  @Test
  void aHandshakeOverAConnectionThatHangsTimesOut() throws Exception {
    try (Socket socket = factory(ConnectFault.hang()).createSocket(HOST, echo.getLocalPort())) {
      socket.setSoTimeout(20);
      assertThatThrownBy(() -> socket.getOutputStream().write(1))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void anHttpsConnectionTimesOutWhileItConnects() throws Exception {
    SSLSocketFactory slow = factory(ConnectFault.delay(ofSeconds(600)));
    URI uri = URI.create("https://127.0.0.1:" + echo.getLocalPort() + "/");
    HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection();
    connection.setSSLSocketFactory(slow);
    connection.setConnectTimeout(20);
    assertThatThrownBy(connection::connect)
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("Connect timed out");
  }

  @Test
  void namesTheSameCipherSuitesAsTheFactoryBelow() {
    assertThat(factory().getDefaultCipherSuites())
        .isEqualTo(tls.getSocketFactory().getDefaultCipherSuites());
    assertThat(factory().getSupportedCipherSuites())
        .isEqualTo(tls.getSocketFactory().getSupportedCipherSuites());
  }
}
