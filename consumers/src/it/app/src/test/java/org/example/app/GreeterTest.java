package org.example.app;

import static io.trixter.proxy.fault.Timeout.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import io.trixter.proxy.junit.TrixterExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GreeterTest {
  private static ServerSocket server;

  @RegisterExtension
  final TrixterExtension trixter =
      TrixterExtension.of(() -> Trixter.to("127.0.0.1", server.getLocalPort()));

  @BeforeAll
  static void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
  }

  @AfterAll
  static void stopListening() throws IOException {
    server.close();
  }

  @Test
  void seesTheEndOfAConnectionThatIsCut(Proxy proxy) throws IOException {
    proxy.faults().add(timeout(Duration.ofMillis(1)));
    assertEquals(-1, Greeter.greet(proxy.host(), proxy.port(), 10_000));
  }

  @Test
  void isAModuleOfItsOwnAndItsProxyIsNot() {
    assertTrue(Greeter.class.getModule().isNamed());
    assertFalse(Proxy.class.getModule().isNamed());
  }
}
