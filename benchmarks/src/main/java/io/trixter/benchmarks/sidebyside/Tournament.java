package io.trixter.benchmarks.sidebyside;

import io.trixter.benchmarks.load.Upstream;
import io.trixter.benchmarks.peers.Peer;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Every row, one after the other. */
public final class Tournament {
  private Tournament() {}

  /**
   * Measures and reports.
   *
   * @param everyone ours and its peers
   * @param rounds how often each proxy is measured in a row
   * @param length of one measurement, warm-up not counted
   * @param errors where it is told that a proxy fails at a row, which ends that row for it
   */
  public static void run(
      List<Row> rows,
      List<Peer> everyone,
      int rounds,
      Duration length,
      Report report,
      PrintStream errors)
      throws IOException, InterruptedException {
    try (Upstream upstream = Upstream.start()) {
      for (Row row : rows) {
        try (Contest contest = new Contest(row, everyone, upstream, errors)) {
          report.add(row, contest.run(rounds, length));
        }
      }
    }
    report.end();
  }
}
