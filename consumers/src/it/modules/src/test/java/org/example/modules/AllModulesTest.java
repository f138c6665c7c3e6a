package org.example.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trixter.netem.DelayedReader;
import io.trixter.netem.Netem;
import io.trixter.netem.Pipe;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.VirtualClock;
import io.trixter.netem.nio.NetemChannel;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.junit.TrixterExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All three modules and the JUnit extension, each in a module by its name. */
class AllModulesTest {
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
  void eachIsANamedModule() {
    assertEquals("io.trixter.netem", Netem.class.getModule().getName());
    assertEquals("io.trixter.netem.nio", NetemChannel.class.getModule().getName());
    assertEquals("io.trixter.proxy", Proxy.class.getModule().getName());
    assertEquals("org.junit.jupiter.api", Test.class.getModule().getName());
  }

  @Test
  void aSocketTimesOutInVirtualTime() throws IOException {
    try (Pipe pipe = Netem.pipe(new VirtualClock())) {
      Socket socket = Netem.wrap(pipe.client(), new DelayedReader(Duration.ofSeconds(30)));
      socket.setSoTimeout(1_000);
      pipe.server().getOutputStream().write('!');
      assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
    }
  }

  @Test
  void aChannelAndAProxyRelay(Proxy proxy) throws Exception {
    proxy.faults().add(FaultSpec.parse("latency:latency=1"));
    try (AsynchronousSocketChannel channel =
        NetemChannel.wrap(AsynchronousSocketChannel.open(), new SlicedWriter(1))) {
      channel.connect(new InetSocketAddress(proxy.host(), proxy.port())).get();
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3})).get();
      try (Socket accepted = server.accept()) {
        assertEquals(3, accepted.getInputStream().readNBytes(3).length);
      }
    }
    assertTrue(proxy.isEnabled());
  }
}
