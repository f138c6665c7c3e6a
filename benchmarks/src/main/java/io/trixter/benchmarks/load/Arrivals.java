package io.trixter.benchmarks.load;

import static java.nio.channels.SelectionKey.OP_READ;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;

/**
 * What comes from a source that sends without end.
 *
 * @param bytesPerSecond what the proxy is told to let through, or 0 for all
 */
public record Arrivals(long bytesPerSecond) implements Load {
  /** By then a throttle has spent the burst it begins with. */
  private static final Duration WARM_UP = Duration.ofMillis(1_500);

  private static final int BUFFER_BYTES = 256 << 10;
  private static final long POLL_MILLIS = 5;
  private static final long SLOW = 100_000;
  private static final Duration FOR_SLOW = Duration.ofSeconds(10);

  @Override
  public Map<Figure, Double> run(Target target, Duration length) throws IOException {
    boolean slow = bytesPerSecond > 0 && bytesPerSecond < SLOW;
    double arrived = measure(target, slow ? FOR_SLOW : length);
    return bytesPerSecond == 0
        ? Map.of(Figure.THROUGHPUT, arrived)
        : Map.of(Figure.RATE_REACHED, arrived / bytesPerSecond);
  }

  private static double measure(Target target, Duration length) throws IOException {
    long[] bytes = new long[1];
    try (Crowd crowd = Crowd.connected(target.address(), 1)) {
      crowd.watch(OP_READ, channel -> ByteBuffer.allocateDirect(BUFFER_BYTES));
      Window window = new Window(target, WARM_UP, length);
      while (window.isOpen(() -> bytes[0] = 0)) {
        crowd.poll(
            ByteBuffer.class,
            POLL_MILLIS,
            (from, buffer) -> {
              int read = from.read(buffer.clear());
              if (read < 0) {
                throw new EOFException("the source ended");
              }
              bytes[0] += read;
            });
      }
      return bytes[0] / window.seconds();
    }
  }
}
