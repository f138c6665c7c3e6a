package io.trixter.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Something to put through a proxy. */
public interface Load {
  /**
   * Measures, on the calling thread.
   *
   * @param length of what counts, without the warm-up
   * @throws IOException if a connection fails that should not
   */
  Map<Figure, Double> run(Target target, Duration length) throws IOException, InterruptedException;
}
