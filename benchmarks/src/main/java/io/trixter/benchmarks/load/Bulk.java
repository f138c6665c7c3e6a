package io.trixter.benchmarks.load;

import static java.nio.channels.SelectionKey.OP_WRITE;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * As much as goes, to a sink.
 *
 * @param streams how many connections carry it
 */
public record Bulk(int streams) implements Load {
  private static final Duration WARM_UP = Duration.ofMillis(300);
  private static final long POLL_MILLIS = 100;

  @Override
  public Map<Figure, Double> run(Target target, Duration length) throws IOException {
    long[] bytes = new long[1];
    try (Endless endless = new Endless();
        Crowd crowd = Crowd.connected(target.address(), streams)) {
      crowd.watch(OP_WRITE, channel -> endless);
      Window window = new Window(target, WARM_UP, length);
      while (window.isOpen(() -> bytes[0] = 0)) {
        crowd.poll(Endless.class, POLL_MILLIS, (to, from) -> bytes[0] += from.sendTo(to));
      }
      return Map.of(
          Figure.THROUGHPUT, bytes[0] / window.seconds(),
          Figure.CPU, window.proxySeconds() / bytes[0],
          Figure.COST_OF_LOAD, window.costOfLoad());
    }
  }
}
