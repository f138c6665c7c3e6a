package io.trixter.benchmarks.sidebyside;

import io.trixter.benchmarks.load.Figure;
import io.trixter.benchmarks.peers.Peer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What each proxy reached in each round of a row. */
final class Scores {
  private final Map<Peer, List<Map<Figure, Double>>> rounds = new LinkedHashMap<>();

  void add(Peer peer, Map<Figure, Double> score) {
    rounds.computeIfAbsent(peer, none -> new ArrayList<>()).add(score);
  }

  /** Forgets one that failed: no figure of its is comparable. */
  void drop(Peer peer) {
    rounds.remove(peer);
  }

  /** What there is to tell. */
  Set<Figure> figures() {
    Set<Figure> figures = new TreeSet<>();
    rounds.values().forEach(each -> figures.addAll(each.get(0).keySet()));
    return figures;
  }

  /** The median; empty for one that was not measured. */
  OptionalDouble median(Peer peer, Figure figure) {
    List<Map<Figure, Double>> scores = rounds.getOrDefault(peer, List.of());
    return median(scores.stream().mapToDouble(each -> each.get(figure)));
  }

  /**
   * The median of the rounds' own ratios, which a slow spell of the machine disturbs least; empty
   * if either was not measured, or a base is not above 0.
   */
  OptionalDouble ratio(Peer peer, Peer base, Figure figure) {
    List<Map<Figure, Double>> ours = rounds.getOrDefault(peer, List.of());
    List<Map<Figure, Double>> theirs = rounds.getOrDefault(base, List.of());
    return median(
        IntStream.range(0, Math.min(ours.size(), theirs.size()))
            .filter(i -> theirs.get(i).get(figure) > 0)
            .mapToDouble(i -> ours.get(i).get(figure) / theirs.get(i).get(figure)));
  }

  private static OptionalDouble median(DoubleStream values) {
    double[] sorted = values.filter(Double::isFinite).toArray();
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }
}
