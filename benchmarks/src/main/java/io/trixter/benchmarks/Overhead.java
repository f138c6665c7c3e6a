package io.trixter.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs the benchmarks as JMH does, and tells what each fault costs more than nothing. */
public final class Overhead {
  private static final double GOAL_NANOS = 10;

  private Overhead() {}

  /** Takes JMH's own arguments. */
  public static void main(String... args)
      throws IOException, RunnerException, CommandLineOptionException {
    CommandLineOptions options = new CommandLineOptions(args);
    if (options.shouldHelp()
        || options.shouldList()
        || options.shouldListWithParams()
        || options.shouldListProfilers()
        || options.shouldListResultFormats()) {
      Main.main(args);
      return;
    }
    print(new Runner(options).run(), System.out);
  }

  private static void print(Collection<RunResult> results, PrintStream to) {
    Map<String, Double> bare = new TreeMap<>();
    for (RunResult each : results) {
      if (wrapping(each) == Wrapping.BARE) {
        bare.put(operation(each), median(each));
      }
    }
    to.printf(
        Locale.ROOT, "%n%-30s %-17s %8s %8s  goal%n", "median", "wrapped in", "ns an op", "added");
    for (RunResult each : results) {
      Double without = bare.get(operation(each));
      double added = without == null ? Double.NaN : median(each) - without;
      to.printf(
          Locale.ROOT,
          "%-30s %-17s %8.2f %8.2f  %s%n",
          operation(each),
          wrapping(each),
          median(each),
          added,
          verdict(each, added));
    }
  }

  /** One fault around a stream has a goal; a whole stack and a channel are told for information. */
  private static String verdict(RunResult result, double added) {
    boolean hasGoal =
        operation(result).startsWith("Stream")
            && wrapping(result) != Wrapping.BARE
            && wrapping(result) != Wrapping.ALL_NINE;
    if (!hasGoal || Double.isNaN(added)) {
      return "";
    }
    return String.format(
        Locale.ROOT, "<= %.0f %s", GOAL_NANOS, added <= GOAL_NANOS ? "ok" : "SHORT");
  }

  private static String operation(RunResult result) {
    String[] names = result.getParams().getBenchmark().split("\\.");
    String mixed = Boolean.parseBoolean(result.getParams().getParam("mixed")) ? "" : " alone";
    return names[names.length - 2] + "." + names[names.length - 1] + mixed;
  }

  private static Wrapping wrapping(RunResult result) {
    return Wrapping.valueOf(result.getParams().getParam("wrapping"));
  }

  private static double median(RunResult result) {
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }
}
