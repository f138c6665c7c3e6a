package io.trixter.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.DynamicDuration;
import io.trixter.netem.Netem;
import io.trixter.netem.Pipe;
import io.trixter.netem.nio.NetemChannel;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import io.trixter.proxy.fault.FaultSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** One fault of one's own, over everything that a fault wraps. */
class DelayBehindTest {
  private final DynamicDuration delay = new DynamicDuration(Duration.ofHours(1));
  private final DelayBehind fault = new DelayBehind("COMMIT".getBytes(US_ASCII), delay);

  /** Sends with an hour of delay, which would end the test; then shortens it. */
  private void assertDelaysOnlyWhatFollowsTheMarker(OutputStream out, InputStream received)
      throws Exception {
    long start = System.nanoTime();
    FutureTask<Void> sending = new FutureTask<>(sender(out, "SELECT;COM", "MIT;SELECT;"));
    new Thread(sending, "sender").start();
    assertThat(text(received, 13)).isEqualTo("SELECT;COMMIT");
    delay.set(Duration.ofMillis(100));
    assertThat(text(received, 8)).isEqualTo(";SELECT;");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(100_000_000);
    sending.get();
  }

  private static Callable<Void> sender(OutputStream out, String... pieces) {
    return () -> {
      for (String piece : pieces) {
        out.write(piece.getBytes(US_ASCII));
      }
      return null;
    };
  }

  private static String text(InputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), US_ASCII);
  }

  @Test
  void itWorksOverStreams() throws Exception {
    try (Pipe pipe = Netem.pipe()) {
      OutputStream out = fault.wrap(pipe.client().getOutputStream());
      assertDelaysOnlyWhatFollowsTheMarker(out, pipe.server().getInputStream());
    }
  }

  @Test
  void itWorksOverTheSocketsOfAFactory() throws Exception {
    try (EchoServer server = new EchoServer();
        Socket socket =
            Netem.socketFactory(link -> List.of(fault))
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      assertDelaysOnlyWhatFollowsTheMarker(socket.getOutputStream(), socket.getInputStream());
    }
  }

  @Test
  void itWorksOverAsynchronousChannels() throws Exception {
    try (EchoServer server = new EchoServer();
        AsynchronousSocketChannel channel =
            NetemChannel.wrap(AsynchronousSocketChannel.open(), fault)) {
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())).get();
      assertDelaysOnlyWhatFollowsTheMarker(
          Channels.newOutputStream(channel), Channels.newInputStream(channel));
    }
  }

  @Test
  void itWorksInAProxy() throws Exception {
    try (EchoServer server = new EchoServer();
        Proxy proxy =
            Trixter.to("localhost", server.port())
                .fault(FaultSpec.of("commit", fault).upstream())
                .start();
        Socket socket = new Socket(proxy.host(), proxy.port())) {
      assertDelaysOnlyWhatFollowsTheMarker(socket.getOutputStream(), socket.getInputStream());
    }
  }
}
