package io.trixter.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.trixter.proxy.Connection;
import io.trixter.proxy.Direction;
import io.trixter.proxy.HostPort;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** A proxy between a client and a server, its knobs turned while a connection is open. */
public final class ProxyInATest {
  private ProxyInATest() {}

  /** Prints what a round trip takes without delay, and with 50 ms towards the server. */
  public static void main(String[] args) throws IOException {
    try (EchoServer server = new EchoServer()) {
      ProxyConfig config =
          ProxyConfig.of(
              HostPort.parse("127.0.0.1:0"), new HostPort("127.0.0.1", server.port()), 42);
      try (Proxy proxy = Proxy.start(config);
          Socket socket = new Socket("127.0.0.1", HostPort.parse(proxy.listen()).port())) {
        System.out.println("plain: " + roundTrip(socket).toMillis() + " ms");
        Connection connection = proxy.connections().get(0);
        connection.knobs().of(Direction.UPSTREAM).delay().set(Duration.ofMillis(50));
        System.out.println("delayed: " + roundTrip(socket).toMillis() + " ms");
      }
    }
  }

  private static Duration roundTrip(Socket socket) throws IOException {
    long start = System.nanoTime();
    socket.getOutputStream().write("ping".getBytes(US_ASCII));
    socket.getInputStream().readNBytes(4);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
