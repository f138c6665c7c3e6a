package io.trixter.benchmarks.sidebyside;

import io.trixter.benchmarks.load.Arrivals;
import io.trixter.benchmarks.load.Bulk;
import io.trixter.benchmarks.load.Idle;
import io.trixter.benchmarks.load.Load;
import io.trixter.benchmarks.load.NewConnections;
import io.trixter.benchmarks.load.RoundTrips;
import io.trixter.benchmarks.load.Service;
import io.trixter.benchmarks.load.Start;
import io.trixter.benchmarks.peers.Faults;
import java.time.Duration;
import java.util.List;

/**
 * A load and the setting it is put through.
 *
 * @param key what selects it on the command line
 * @param label what it is in the table
 * @param service what the upstream does
 * @param faults what the proxies are told to do
 * @param fresh whether every round starts its proxies anew
 * @param load what is put through
 */
public record Row(
    String key, String label, Service service, Faults faults, boolean fresh, Load load) {
  private static final int DELAY = 10;
  private static final int LONG_DELAY = 50;
  private static final int IDLE = 3_000;

  /** All there are, in the order of the table. */
  public static List<Row> all() {
    return List.of(
        plain("bulk-1", "bulk, 1 stream", Service.SINK, new Bulk(1)),
        plain("bulk-8", "bulk, 8 streams", Service.SINK, new Bulk(8)),
        plain("bulk-64", "bulk, 64 streams", Service.SINK, new Bulk(64)),
        plain("trips-1", "round trips, 1 connection", Service.ECHO, trips(1, 0)),
        plain("trips-50", "round trips, 50 connections", Service.ECHO, trips(50, 0)),
        plain("trips-1000", "round trips, 1,000 connections", Service.ECHO, trips(1_000, 0)),
        plain("new", "new connections, 20 at once", Service.ECHO, new NewConnections(20)),
        fresh("idle", "idle connections, 3,000", new Idle(IDLE)),
        delayed("late-1", "delay of 10 ms, 1 connection", 1),
        delayed("late-100", "delay of 10 ms, 100 connections", 100),
        limited("rate-10k", "rate of 10 kB/s", 10_000),
        limited("rate-1M", "rate of 1 MB/s", 1_000_000),
        limited("rate-100M", "rate of 100 MB/s", 100_000_000),
        new Row(
            "bulk-delay",
            "bulk through a delay of 50 ms",
            Service.SOURCE,
            Faults.delay(LONG_DELAY),
            false,
            new Arrivals(0)),
        fresh("start", "start to accepting", new Start()));
  }

  private static Row plain(String key, String label, Service service, Load load) {
    return new Row(key, label, service, Faults.OFF, false, load);
  }

  private static Row fresh(String key, String label, Load load) {
    return new Row(key, label, Service.ECHO, Faults.OFF, true, load);
  }

  private static Row delayed(String key, String label, int connections) {
    Load load = trips(connections, DELAY);
    return new Row(key, label, Service.ECHO, Faults.delay(DELAY), false, load);
  }

  private static Row limited(String key, String label, long rate) {
    return new Row(key, label, Service.SOURCE, Faults.rate(rate), false, new Arrivals(rate));
  }

  private static Load trips(int connections, int delayMillis) {
    return new RoundTrips(connections, Duration.ofMillis(delayMillis));
  }

  /** Whether a JIT compiler's work would count: not where the proxy mostly waits or is fresh. */
  boolean needsWarmUp() {
    return !fresh && faults.bytesPerSecond() == 0;
  }
}
