package io.trixter.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import io.trixter.proxy.model.Direction;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** A proxy between a client and a server, its knobs set while a connection is open. */
public final class ProxyInATest {
  private ProxyInATest() {}

  /** Prints what a round trip takes without delay, and with 50 ms towards the server. */
  public static void main(String[] args) throws IOException {
    try (EchoServer server = new EchoServer();
        Proxy proxy = Trixter.to("localhost", server.port()).throttle(10_000_000).start();
        Socket socket = new Socket(proxy.host(), proxy.port())) {
      System.out.println("plain: " + roundTrip(socket).toMillis() + " ms");
      proxy.set(Direction.UPSTREAM, knobs -> knobs.delay().set(Duration.ofMillis(50)));
      System.out.println("delayed: " + roundTrip(socket).toMillis() + " ms");
      proxy.connections().get(0).shutdown("the end of the example");
      System.out.println("killed: " + socket.getInputStream().read());
    }
  }

  private static Duration roundTrip(Socket socket) throws IOException {
    long start = System.nanoTime();
    socket.getOutputStream().write("ping".getBytes(US_ASCII));
    socket.getInputStream().readNBytes(4);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
