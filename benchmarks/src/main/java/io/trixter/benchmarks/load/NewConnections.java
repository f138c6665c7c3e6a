package io.trixter.benchmarks.load;

import static java.nio.channels.SelectionKey.OP_READ;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;

/**
 * Connections that end after one round trip.
 *
 * @param atOnce how many there are at any time
 */
public record NewConnections(int atOnce) implements Load {
  private static final int BYTES = 64;
  private static final Duration WARM_UP = Duration.ofMillis(500);
  private static final long POLL_MILLIS = 100;

  @Override
  public Map<Figure, Double> run(Target target, Duration length) throws IOException {
    ByteBuffer request = ByteBuffer.allocateDirect(BYTES);
    ByteBuffer answer = ByteBuffer.allocateDirect(BYTES);
    long[] done = new long[1];
    try (Crowd crowd = Crowd.empty()) {
      for (int i = 0; i < atOnce; i++) {
        begin(crowd, target, request);
      }
      Window window = new Window(target, WARM_UP, length);
      while (window.isOpen(() -> done[0] = 0)) {
        crowd.poll(
            Crowd.class,
            POLL_MILLIS,
            (channel, same) -> {
              end(channel, answer);
              done[0]++;
              begin(same, target, request);
            });
      }
      return Map.of(
          Figure.CONNECTIONS, done[0] / window.seconds(),
          Figure.CPU, window.proxySeconds() / done[0],
          Figure.COST_OF_LOAD, window.costOfLoad());
    }
  }

  private static void begin(Crowd crowd, Target target, ByteBuffer request) throws IOException {
    SocketChannel channel = Crowd.connect(target.address());
    channel.write(request.clear());
    crowd.watch(channel, OP_READ, crowd);
  }

  private static void end(SocketChannel channel, ByteBuffer answer) throws IOException {
    if (channel.read(answer.clear()) != BYTES) {
      throw new EOFException("not the whole answer");
    }
    channel.close();
  }
}
