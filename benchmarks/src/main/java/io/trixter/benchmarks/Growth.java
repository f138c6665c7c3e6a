package io.trixter.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import io.trixter.benchmarks.growth.Plan;
import io.trixter.benchmarks.growth.Sweep;
import io.trixter.benchmarks.peers.Programs;
import io.trixter.benchmarks.peers.Trixter;
import io.trixter.benchmarks.process.Java;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * What the proxy costs as its connections grow in number, idle and busy, with faults off and on:
 * CPU, memory and latency, on one page. Needs Linux. Takes five minutes.
 */
public final class Growth {
  private static final String JAR = "trixter-proxy/target/trixter.jar";
  private static final int MAX_RATE = 1_000_000;

  /** What a JVM opens besides connections. */
  private static final int OTHER_DESCRIPTORS = 100;

  private final Arguments flags =
      new Arguments("Growth", "What the proxy costs as its connections grow in number.")
          .with("--ours", "JAR", Path.class, Programs::jar, JAR, "our proxy; default " + JAR)
          .with(
              "--java",
              "PATH",
              Path.class,
              Programs::executable,
              Java.launcher().toString(),
              "the JVM that runs ours; default this one")
          .with(
              "--points",
              "N,...",
              Points.class,
              Points::parse,
              "1,10,100,1000,9000",
              "numbers of connections; default 1,10,100,1000,9000")
          .with("--secs", "S", Double.class, Arguments::seconds, "4", "of load; default 4")
          .with(
              "--rate",
              "N",
              Integer.class,
              Arguments.integer(1, MAX_RATE),
              "10000",
              "round trips per second, over all connections; default 10000")
          .with(
              "--out",
              "DIR",
              Path.class,
              (Function<String, Path>) Path::of,
              "docs",
              "where growth.svg and growth.csv go; default docs");

  private Growth() {}

  /** Those that the command line names. */
  private record Points(List<Integer> connections) {
    static Points parse(String text) {
      int most = most();
      Function<String, Integer> point = Arguments.integer(1, most);
      return new Points(
          List.copyOf(new TreeSet<>(Arrays.stream(text.split(",")).map(point).toList())));
    }

    /** The proxy has two descriptors for each. */
    private static int most() {
      long descriptors =
          ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
              .getMaxFileDescriptorCount();
      return (int) Math.min(Integer.MAX_VALUE, (descriptors - OTHER_DESCRIPTORS) / 2);
    }
  }

  /** Measures, prints and plots; see {@code --help}. */
  public static void main(String... args) {
    System.setProperty("java.awt.headless", "true");
    Growth runner = new Growth();
    CommandLine line = new CommandLine(runner.flags.command());
    line.setExecutionStrategy(
        parsed -> {
          Integer helped = CommandLine.executeHelpRequest(parsed);
          return helped != null ? helped : runner.run(System.out, System.err);
        });
    System.exit(line.execute(args));
  }

  private int run(PrintStream out, PrintStream errors) {
    double seconds = flags.value("--secs");
    Points points = flags.value("--points");
    Plan plan =
        new Plan(
            Trixter.ours(flags.value("--java"), flags.value("--ours")),
            points.connections(),
            Duration.ofMillis((long) (1000 * seconds)),
            flags.value("--rate"),
            flags.value("--out"));
    try {
      Sweep.run(plan, out);
      return 0;
    } catch (IOException e) {
      errors.println("cannot go on: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }
}
