package io.trixter.benchmarks.sidebyside;

import io.trixter.benchmarks.load.Target;
import io.trixter.benchmarks.load.Upstream;
import io.trixter.benchmarks.peers.Peer;
import io.trixter.benchmarks.peers.Running;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One row: every proxy in every round, every second round backwards. */
final class Contest implements Closeable {
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final double NANOS_PER_MILLI = 1e6;

  private final Row row;
  private final Upstream upstream;
  private final PrintStream errors;
  private final List<Peer> peers;
  private final Map<Peer, Lane> lanes = new HashMap<>();
  private final Scores scores = new Scores();

  /** A proxy that runs, and how to reach it. */
  private record Lane(Running proxy, Target target) {}

  Contest(Row row, List<Peer> peers, Upstream upstream, PrintStream errors) {
    this.row = row;
    this.upstream = upstream;
    this.errors = errors;
    this.peers = new ArrayList<>(peers);
    this.peers.removeIf(each -> !row.faults().areOff() && !each.hasFaults());
  }

  /** One that fails is told of and left out. */
  Scores run(int rounds, Duration length) throws IOException, InterruptedException {
    if (row.needsWarmUp()) {
      for (Peer peer : List.copyOf(peers)) {
        attempt(peer, () -> row.load().run(lane(peer).target(), WARM_UP));
      }
    }
    for (int i = 0; i < rounds; i++) {
      for (Peer peer : List.copyOf(peers)) {
        attempt(peer, () -> scores.add(peer, row.load().run(lane(peer).target(), length)));
        if (row.fresh()) {
          end(peer);
        }
      }
      Collections.reverse(peers);
    }
    return scores;
  }

  private interface Attempt {
    void run() throws IOException, InterruptedException;
  }

  private void attempt(Peer peer, Attempt attempt) throws IOException, InterruptedException {
    try {
      attempt.run();
    } catch (IOException e) {
      errors.printf(Locale.ROOT, "%s failed at %s: %s%n", peer.name(), row.label(), e.getMessage());
      peers.remove(peer);
      scores.drop(peer);
      end(peer);
    }
  }

  private Lane lane(Peer peer) throws IOException, InterruptedException {
    Lane lane = lanes.get(peer);
    if (lane == null) {
      lane = start(peer);
      lanes.put(peer, lane);
    }
    return lane;
  }

  private Lane start(Peer peer) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Running proxy = peer.start(upstream.port(row.service()), row.faults());
    double millis = (System.nanoTime() - begin) / NANOS_PER_MILLI;
    return new Lane(proxy, new Target(proxy.port(), proxy.usage(), upstream.usage(), millis));
  }

  private void end(Peer peer) throws IOException {
    Lane lane = lanes.remove(peer);
    if (lane != null) {
      lane.proxy().close();
    }
  }

  @Override
  public void close() throws IOException {
    for (Peer peer : List.copyOf(lanes.keySet())) {
      end(peer);
    }
  }
}
