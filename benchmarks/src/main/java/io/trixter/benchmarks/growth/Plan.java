package io.trixter.benchmarks.growth;

import io.trixter.benchmarks.peers.Peer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to measure.
 *
 * @param proxy what is measured
 * @param points numbers of connections
 * @param busy how long the load lasts at each; idle CPU is measured for half as long before, once
 *     the proxy is quiet
 * @param rate round trips per second, over all connections
 * @param directory where the plot and its figures go
 */
public record Plan(Peer proxy, List<Integer> points, Duration busy, int rate, Path directory) {
  /** With a list that does not change. */
  public Plan {
    points = List.copyOf(points);
  }
}
