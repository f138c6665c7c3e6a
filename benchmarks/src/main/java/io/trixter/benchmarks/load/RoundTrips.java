package io.trixter.benchmarks.load;

import static java.nio.channels.SelectionKey.OP_READ;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Small requests and their answers, on each connection one after the other.
 *
 * @param connections how many of them do so side by side
 * @param delay what the proxy delays each way; their starts are spread over it, and what counts is
 *     how late an answer is, beyond the delay there and back
 */
public record RoundTrips(int connections, Duration delay) implements Load {
  private static final int BYTES = 64;
  private static final int BUFFER_BYTES = 4096;
  private static final Duration WARM_UP = Duration.ofMillis(500);
  private static final long POLL_MILLIS = 100;

  /** A connection between its requests. */
  private static final class Trip {
    final SocketChannel channel;
    long sentAt;
    int missing;

    Trip(SocketChannel channel) {
      this.channel = channel;
    }

    void send(ByteBuffer request) throws IOException {
      missing = BYTES;
      sentAt = System.nanoTime();
      channel.write(request.clear());
    }
  }

  @Override
  public Map<Figure, Double> run(Target target, Duration length) throws IOException {
    Samples samples = new Samples();
    ByteBuffer request = ByteBuffer.allocateDirect(BYTES);
    ByteBuffer answer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (Crowd crowd = Crowd.greeted(target.address(), connections)) {
      begin(crowd.watch(OP_READ, Trip::new), request);
      Window window = new Window(target, WARM_UP, length);
      while (window.isOpen(samples::clear)) {
        crowd.poll(
            Trip.class,
            POLL_MILLIS,
            (channel, trip) -> {
              int read = channel.read(answer.clear());
              if (read < 0) {
                throw new EOFException("the echo ended");
              }
              trip.missing -= read;
              if (trip.missing == 0) {
                samples.add(System.nanoTime() - trip.sentAt);
                trip.send(request);
              }
            });
      }
      return figures(samples, window);
    }
  }

  private void begin(List<Trip> trips, ByteBuffer request) throws IOException {
    long stagger = 2 * delay.toNanos() / connections;
    for (Trip trip : trips) {
      trip.send(request);
      if (stagger > 0) {
        LockSupport.parkNanos(stagger);
      }
    }
  }

  private Map<Figure, Double> figures(Samples samples, Window window) {
    double set = 2 * delay.toNanos();
    double p50 = samples.percentile(0.5);
    double p99 = samples.percentile(0.99);
    if (set > 0) {
      return Map.of(
          Figure.LATE_P50, p50 - set,
          Figure.LATE_P99, p99 - set,
          Figure.EARLIEST, samples.percentile(0) / set);
    }
    return Map.of(
        Figure.TRIPS,
        samples.count() / window.seconds(),
        Figure.P50,
        p50,
        Figure.P99,
        p99,
        Figure.CPU,
        window.proxySeconds() / samples.count(),
        Figure.COST_OF_LOAD,
        window.costOfLoad());
  }
}
