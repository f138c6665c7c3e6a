package io.trixter.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * Connections that have each had one round trip, and rest; wants a proxy that has just started.
 *
 * @param connections how many
 */
public record Idle(int connections) implements Load {
  private static final long SETTLE_MILLIS = 1_000;

  @Override
  public Map<Figure, Double> run(Target target, Duration length)
      throws IOException, InterruptedException {
    long before = target.proxy().residentBytes();
    try (Crowd crowd = Crowd.greeted(target.address(), connections)) {
      Thread.sleep(SETTLE_MILLIS);
      double grown = target.proxy().residentBytes() - before;
      return Map.of(Figure.MEMORY, grown / crowd.size());
    }
  }
}
