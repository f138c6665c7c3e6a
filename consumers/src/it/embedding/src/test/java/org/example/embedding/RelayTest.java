package org.example.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trixter.netem.nio.Engine;
import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import io.trixter.proxy.junit.TrixterExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RelayTest {
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
  void runsOnTheBestEngineThatThereIs() throws IOException {
    try (Proxy relay = Trixter.to("127.0.0.1", server.getLocalPort()).engine(Engine.AUTO).start();
        Socket client = new Socket(relay.host(), relay.port())) {
      client.getOutputStream().write('!');
      try (Socket accepted = server.accept()) {
        assertEquals('!', accepted.getInputStream().read());
      }
    }
  }

  @Test
  void hasThePartOfTheLibraryThatIsForThisJava() {
    Module library = NetemChannelProvider.class.getModule();
    boolean found = Class.forName(library, "io.trixter.netem.nio.ring.RingPollers") != null;
    assertEquals(Runtime.version().feature() >= 22, found);
  }

  @Test
  void relaysThroughTheTestsProxy(Proxy proxy) throws IOException {
    try (Proxy relay = Relay.to(proxy.port());
        Socket client = new Socket(relay.host(), relay.port())) {
      client.getOutputStream().write('!');
      try (Socket accepted = server.accept()) {
        assertEquals('!', accepted.getInputStream().read());
      }
    }
    assertTrue(Proxy.class.getModule().isNamed());
  }
}
