package io.trixter.benchmarks.load;

import java.time.Duration;
import java.util.Map;

/** No load: how long the proxy took to accept. */
public record Start() implements Load {
  @Override
  public Map<Figure, Double> run(Target target, Duration length) {
    return Map.of(Figure.START, target.startMillis());
  }
}
