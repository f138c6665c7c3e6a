package io.trixter.benchmarks.sidebyside;

import io.trixter.benchmarks.load.Figure;
import io.trixter.benchmarks.peers.Peer;
import io.trixter.benchmarks.process.Machine;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Tells ratios, of ours to each peer, and of each to what it was set to. */
public final class Report {
  private final PrintStream out;
  private final Peer ours;
  private final List<Peer> peers;
  private final Map<Row, Scores> all = new LinkedHashMap<>();
  private Table table;

  /** Prints to {@code out}. */
  public Report(PrintStream out, Peer ours, List<Peer> peers) {
    this.out = out;
    this.ours = ours;
    this.peers = List.copyOf(peers);
  }

  /** Prints what the figures depend on. */
  public void begin(int rounds, double seconds) {
    out.printf(
        Locale.ROOT, "%s, %s, load %.2f%n", LocalDate.now(), Machine.describe(), Machine.load());
    out.printf(
        Locale.ROOT,
        "loopback, median of the ratios of %d rounds of %.1f s, in turn%n%n",
        rounds,
        seconds);
    everyone().forEach(each -> out.printf(Locale.ROOT, "- %s: %s%n", each.name(), each.version()));
    if (!peers.isEmpty()) {
      List<String> heads = new ArrayList<>(List.of("better"));
      peers.forEach(each -> heads.add("/ " + each.name()));
      table = new Table(out, "ours / peer", "figure", heads);
    }
  }

  /** Prints a row's ratios to the peers. */
  void add(Row row, Scores scores) {
    all.put(row, scores);
    for (Figure figure : scores.figures()) {
      if (table != null && !figure.isRatio()) {
        table.add(
            row.label(),
            figure.label(),
            figure.isMoreBetter() ? "> 1" : "< 1",
            peers.stream().map(each -> scores.ratio(ours, each, figure)).toList());
      }
    }
  }

  /** Prints what is a ratio for each of them alone. */
  public void end() {
    List<String> heads = new ArrayList<>(List.of("best"));
    everyone().map(Peer::name).forEach(heads::add);
    Table alone = new Table(out, "each alone", "figure", heads);
    all.forEach((row, scores) -> addAlone(alone, row, scores));
    out.printf(Locale.ROOT, "%nload %.2f%n", Machine.load());
  }

  private void addAlone(Table alone, Row row, Scores scores) {
    for (Figure figure : scores.figures()) {
      if (figure.isRatio()) {
        alone.add(
            row.label(),
            figure.label(),
            figure.isMoreBetter() ? "1" : "small",
            everyone().map(each -> scores.median(each, figure)).toList());
      }
    }
  }

  private Stream<Peer> everyone() {
    return Stream.concat(Stream.of(ours), peers.stream());
  }
}
