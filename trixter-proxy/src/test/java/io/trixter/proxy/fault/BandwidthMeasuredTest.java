package io.trixter.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.netem.nio.driver.FaultChannel;
import io.trixter.netem.nio.driver.Part;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.AssertionFailedError;

/** The bandwidth by the clock on the wall, over a socket: medians, for the machine may be busy. */
@Tag("wallclock")
class BandwidthMeasuredTest {
  private static final int ROOM = 1 << 20;
  private static final int WINDOWS = 5;
  private static final long WINDOW_NANOS = 600_000_000;

  /** Writes the same chunk for ever. */
  private static final class Pouring implements CompletionHandler<Integer, Void> {
    private final AsynchronousSocketChannel channel;
    private final ByteBuffer chunk;

    Pouring(AsynchronousSocketChannel channel, int bytes) {
      this.channel = channel;
      chunk = ByteBuffer.allocateDirect(bytes);
    }

    void start() {
      channel.write(chunk, null, this);
    }

    @Override
    public void completed(Integer n, Void ignored) {
      if (!chunk.hasRemaining()) {
        chunk.clear();
      }
      start();
    }

    @Override
    public void failed(Throwable thrown, Void ignored) {
      // the test is over
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 16384", "1000, 16384", "1000, 1048576", "10000, 131072"})
  void theRateIsKeptWithinOnePercent(long kilobytesPerSecond, int chunk) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        AsynchronousSocketChannel bare =
            new NetemChannelProvider().openAsynchronousSocketChannel(null)) {
      bare.connect(server.getLocalSocketAddress()).get();
      try (Socket receiver = server.accept()) {
        TestLink link = new TestLink(Bandwidth.bandwidth(kilobytesPerSecond));
        Part part = new Part(Bandwidth.TYPE.rules(link), null);
        new Pouring(FaultChannel.wrap((ReactorChannel) bare, List.of(part)), chunk).start();
        double[] rates = new double[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
          rates[i] = rate(receiver.getInputStream());
        }
        Arrays.sort(rates);
        double median = rates[WINDOWS / 2];
        assertThat(median).isCloseTo(1000.0 * kilobytesPerSecond, withinPercentage(1));
      }
    }
  }

  /** Bytes per second, between two arrivals. */
  private static double rate(InputStream in) throws IOException {
    byte[] room = new byte[ROOM];
    read(in, room);
    long start = System.nanoTime();
    long bytes = 0;
    long elapsed = 0;
    while (elapsed < WINDOW_NANOS) {
      bytes += read(in, room);
      elapsed = System.nanoTime() - start;
    }
    return bytes / (elapsed / 1e9);
  }

  private static int read(InputStream in, byte[] room) throws IOException {
    int n = in.read(room);
    if (n < 0) {
      throw new AssertionFailedError("the stream has ended");
    }
    return n;
  }
}
