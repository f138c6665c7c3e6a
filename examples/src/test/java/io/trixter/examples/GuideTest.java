package io.trixter.examples;

import static io.trixter.proxy.fault.Bandwidth.bandwidth;
import static io.trixter.proxy.fault.Reject.reject;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trixter.netem.ConnectFault;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.Netem;
import io.trixter.netem.Pipe;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.VirtualClock;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The snippets of docs/guide.md. */
class GuideTest {
  private EchoServer server;

  @BeforeEach
  void start() throws IOException {
    server = new EchoServer();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void aLateAnswerMeetsTheReadTimeout() throws IOException {
    DelayedReader latency = new DelayedReader(ofMinutes(1));
    try (Pipe pipe = Netem.pipe(new VirtualClock())) {
      Socket client = Netem.wrap(pipe.client(), latency);
      client.setSoTimeout(5_000);
      pipe.server().getOutputStream().write('!');
      assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
      latency.set(ZERO); // it was late, not lost
      assertEquals('!', client.getInputStream().read());
    }
  }

  @Test
  void anAnswerThatDribblesMeetsNoReadTimeout() throws IOException {
    VirtualClock clock = new VirtualClock();
    try (Pipe pipe = Netem.pipe(clock)) {
      Socket client = Netem.wrap(pipe.client(), new ThrottledReader(10)); // bytes per second
      client.setSoTimeout(5_000);
      pipe.server().getOutputStream().write(new byte[300]);
      client.getInputStream().readNBytes(300);
      assertEquals(ofSeconds(29), clock.elapsed()); // the first second's bytes come at once
    }
  }

  @Test
  void aServerThatIsSlowToAcceptMeetsTheConnectTimeout() throws IOException {
    SocketFactory slow = Netem.socketFactory(link -> List.of(ConnectFault.delay(ofSeconds(30))));
    SocketAddress address = new InetSocketAddress("localhost", server.port());
    try (Socket socket = slow.createSocket()) {
      assertThrows(SocketTimeoutException.class, () -> socket.connect(address, 200));
    }
  }

  @Test
  void theThirdAttemptConnects() throws Exception {
    ConnectFault twice = ConnectFault.refuse().first(2);
    SocketFactory sockets = Netem.socketFactory(link -> List.of(twice));
    assertThrows(IOException.class, () -> retry(2, () -> ping(sockets, server.port())));
    assertEquals('!', retry(3, () -> ping(sockets, server.port())));
  }

  @Test
  void theThirdAttemptConnectsThroughAProxyToo() throws Exception {
    SocketFactory sockets = SocketFactory.getDefault();
    try (Proxy proxy = Trixter.to("localhost", server.port()).fault(reject().first(2)).start()) {
      assertEquals('!', retry(3, () -> ping(sockets, proxy.port())));
    }
  }

  @Test
  void anUploadIsSlow() throws IOException {
    try (Proxy proxy = Trixter.to("localhost", server.port()).start();
        Socket client = new Socket(proxy.host(), proxy.port())) {
      proxy.faults().add(bandwidth(100).upstream()); // 100 kB/s, without a burst
      long start = System.nanoTime();
      client.getOutputStream().write(new byte[20_000]);
      client.getInputStream().readNBytes(20_000);
      assertTrue(System.nanoTime() - start >= ofMillis(190).toNanos());
    }
  }

  @Test
  void theClientReconnectsAfterAnOutage() throws IOException {
    try (Proxy proxy = Trixter.to("localhost", server.port()).start();
        Client client = new Client(proxy.host(), proxy.port())) {
      client.ping();
      proxy.setEnabled(false); // the connection is reset, the port refuses
      assertThrows(IOException.class, client::ping);
      proxy.setEnabled(true); // on the same port
      client.ping();
    }
  }

  @Test
  void theClientThrowsADeadConnectionAway() throws IOException {
    try (Proxy proxy = Trixter.to("localhost", server.port()).start();
        Client client = new Client(proxy.host(), proxy.port())) {
      client.ping();
      proxy.shutdownAll("the server restarts"); // closed behind the client's back
      assertThrows(IOException.class, client::ping);
      client.ping();
    }
  }

  /** Keeps a connection, and makes another one once it has failed. */
  private static final class Client implements AutoCloseable {
    private final String host;
    private final int port;
    private Socket socket;

    Client(String host, int port) {
      this.host = host;
      this.port = port;
    }

    void ping() throws IOException {
      if (socket == null) {
        socket = new Socket(host, port);
      }
      try {
        socket.getOutputStream().write('!');
        if (socket.getInputStream().read() != '!') {
          throw new IOException("no answer");
        }
      } catch (IOException e) {
        close();
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      if (socket != null) {
        socket.close();
        socket = null;
      }
    }
  }

  private static int retry(int attempts, Callable<Integer> call) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.call();
      } catch (IOException e) {
        if (attempt == attempts) {
          throw e;
        }
      }
    }
  }

  private static int ping(SocketFactory sockets, int port) throws IOException {
    try (Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write('!');
      int answer = socket.getInputStream().read();
      if (answer < 0) {
        throw new IOException("no answer");
      }
      return answer;
    }
  }
}
