package io.trixter.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import io.trixter.proxy.junit.ProxyNamed;
import io.trixter.proxy.junit.TrixterExtension;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProxyExtensionTest {
  static EchoServer server;

  @RegisterExtension // a proxy for each test; in a static field, one for the class
  final TrixterExtension trixter =
      TrixterExtension.of(() -> Trixter.to("localhost", server.port()).delay(Duration.ofMillis(5)))
          .named("near");

  @BeforeAll
  static void startServer() throws IOException {
    server = new EchoServer();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  private static void echo(Proxy proxy) throws IOException {
    try (Socket socket = new Socket(proxy.host(), proxy.port())) {
      socket.getOutputStream().write(new byte[] {1, 2, 3});
      assertEquals(3, socket.getInputStream().readNBytes(3).length);
    }
  }

  @Test
  void theServerEchoesThroughASlicedLine(Proxy proxy) throws IOException {
    proxy.set(knobs -> knobs.slice().set(1));
    echo(proxy);
  }

  @Nested
  class ThroughTwo {
    @RegisterExtension
    final TrixterExtension behind =
        TrixterExtension.of(() -> Trixter.to("localhost", trixter.proxy().port())).named("far");

    @Test
    void theServerEchoesThroughBoth(@ProxyNamed("far") Proxy far, @ProxyNamed("near") Proxy near)
        throws IOException {
      far.set(knobs -> knobs.slice().set(1));
      near.set(knobs -> knobs.throttle().set(100_000));
      echo(far);
    }
  }
}
