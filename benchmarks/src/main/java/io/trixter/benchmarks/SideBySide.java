package io.trixter.benchmarks;

import io.trixter.benchmarks.peers.ClassPath;
import io.trixter.benchmarks.peers.Haproxy;
import io.trixter.benchmarks.peers.NetCrusher;
import io.trixter.benchmarks.peers.Peer;
import io.trixter.benchmarks.peers.Programs;
import io.trixter.benchmarks.peers.Toxiproxy;
import io.trixter.benchmarks.peers.Trixter;
import io.trixter.benchmarks.process.Java;
import io.trixter.benchmarks.sidebyside.Report;
import io.trixter.benchmarks.sidebyside.Row;
import io.trixter.benchmarks.sidebyside.Tournament;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;

/**
 * The proxy beside others, under the same load in turn: ratios, and nothing else. Needs Linux.
 * Takes twenty minutes with four peers, less with fewer rows or rounds.
 */
public final class SideBySide {
  private static final String JAR = "trixter-proxy/target/trixter.jar";
  private static final int MAX_ROUNDS = 1_000;

  private final Arguments flags =
      new Arguments("SideBySide", "The proxy beside others, under the same load in turn: ratios.")
          .with("--ours", "JAR", Path.class, Programs::jar, JAR, "our proxy; default " + JAR)
          .with(
              "--java",
              "PATH",
              Path.class,
              Programs::executable,
              Java.launcher().toString(),
              "the JVM that runs ours; default this one")
          .with("--haproxy", "PATH", Path.class, Programs::executable, null, "HAProxy")
          .with("--trixter", "PATH", Path.class, Programs::executable, null, "trixter, in Rust")
          .with("--toxiproxy", "PATH", Path.class, Programs::executable, null, "its server")
          .with(
              "--netcrusher",
              "CLASSPATH",
              String.class,
              SideBySide::netCrusher,
              null,
              "netcrusher-core and slf4j-api; DIR/* will do")
          .with("--rows", "WORD,...", Rows.class, Rows::parse, "", "those with a word in their key")
          .with(
              "--rounds",
              "N",
              Integer.class,
              Arguments.integer(1, MAX_ROUNDS),
              "5",
              "measurements of each proxy in each row; default 5")
          .with(
              "--secs", "S", Double.class, Arguments::seconds, "2", "of a measurement; default 2");

  private SideBySide() {}

  /** Those that the command line names. */
  private record Rows(List<Row> chosen) {
    static Rows parse(String words) {
      List<String> wanted = Arrays.asList(words.split(","));
      List<Row> chosen =
          Row.all().stream().filter(row -> wanted.stream().anyMatch(row.key()::contains)).toList();
      if (chosen.isEmpty()) {
        String keys = Row.all().stream().map(Row::key).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("none has " + words + "; there are " + keys);
      }
      return new Rows(chosen);
    }
  }

  /** Prints the tables; see {@code --help}. */
  public static void main(String... args) {
    SideBySide runner = new SideBySide();
    CommandLine line = new CommandLine(runner.flags.command());
    line.setExecutionStrategy(
        parsed -> {
          Integer helped = CommandLine.executeHelpRequest(parsed);
          return helped != null ? helped : runner.run(System.out, System.err);
        });
    System.exit(line.execute(args));
  }

  private int run(PrintStream out, PrintStream errors) {
    int rounds = flags.value("--rounds");
    double seconds = flags.value("--secs");
    Peer ours = Trixter.ours(flags.value("--java"), flags.value("--ours"));
    List<Peer> peers = peers();
    List<Peer> everyone = new ArrayList<>(List.of(ours));
    everyone.addAll(peers);
    Report report = new Report(out, ours, peers);
    report.begin(rounds, seconds);
    Duration length = Duration.ofMillis((long) (1000 * seconds));
    try {
      Rows rows = flags.value("--rows");
      Tournament.run(rows.chosen(), everyone, rounds, length, report, errors);
      return 0;
    } catch (IOException e) {
      errors.println("cannot go on: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private List<Peer> peers() {
    List<Peer> peers = new ArrayList<>();
    add(peers, "--haproxy", Haproxy::new);
    add(peers, "--trixter", Trixter::rust);
    add(peers, "--toxiproxy", Toxiproxy::new);
    add(peers, "--netcrusher", NetCrusher::new);
    return peers;
  }

  private <T> void add(List<Peer> peers, String flag, Function<T, Peer> peer) {
    T given = flags.value(flag);
    if (given != null) {
      peers.add(peer.apply(given));
    }
  }

  private static String netCrusher(String classPath) {
    ClassPath.requireNetCrusher(classPath);
    return classPath;
  }
}
