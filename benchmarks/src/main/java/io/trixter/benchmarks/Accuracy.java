package io.trixter.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How exact delays and rates are, on the clock of this machine; takes half a minute. */
public final class Accuracy {
  private static final int WRITES = 2_000;
  private static final double GOAL_LATE_MILLIS = 0.3;

  private Accuracy() {}

  /** Prints both tables. */
  public static void main(String... args)
      throws IOException, InterruptedException, ExecutionException {
    PrintStream out = System.out;
    out.printf(Locale.ROOT, "JDK %s, load %.2f%n%n", Runtime.version(), load());
    delays(out);
    rates(out);
    out.printf(Locale.ROOT, "%nload %.2f%n", load());
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /**
   * One after the other, the longer ones by several threads: 2 s, 5 s, 5 s. What the platform's own
   * wait does on this machine at the same time is told too, for it is no fault's.
   */
  private static void delays(PrintStream out)
      throws IOException, InterruptedException, ExecutionException {
    out.printf(
        Locale.ROOT,
        "%-25s %8s %8s %8s %8s %15s  goal%n",
        "late by, in ms",
        "min",
        "p50",
        "p99",
        "max",
        "parkNanos' p99");
    Lateness.run(0, 1, WRITES); // has the JIT compile it
    for (int millis : new int[] {1, 5, 20}) {
      int threads = Math.max(1, millis * 2 / 5);
      long step = Duration.ofMillis(millis).toNanos() / threads;
      List<Callable<long[]>> runs = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        long phase = i * step;
        runs.add(() -> Lateness.run(phase, millis, WRITES / threads));
      }
      for (int i = 0; i < threads; i++) {
        long phase = i * step + step / 2;
        runs.add(() -> Lateness.parking(phase, millis, WRITES / threads));
      }
      List<long[]> results = sideBySide(runs);
      Lateness late = Lateness.of(results.subList(0, threads));
      Lateness parked = Lateness.of(results.subList(threads, 2 * threads));
      out.printf(
          Locale.ROOT,
          "%-25s %8.3f %8.3f %8.3f %8.3f %15.3f  min >= 0, p99 <= %.1f %s%n",
          String.format(Locale.ROOT, "DelayedWriter %d ms", millis),
          late.min(),
          late.p50(),
          late.p99(),
          late.max(),
          parked.p99(),
          GOAL_LATE_MILLIS,
          late.min() >= 0 && late.p99() <= GOAL_LATE_MILLIS ? "ok" : "SHORT");
    }
  }

  /** The slow ones side by side, for they mostly wait; the fast ones in pairs. */
  private static void rates(PrintStream out) throws InterruptedException, ExecutionException {
    out.printf(Locale.ROOT, "%n%-25s %8s %8s %8s  goal%n", "rate", "grants", "seconds", "error");
    List<Callable<Pace>> slow = new ArrayList<>();
    for (long rate = 1_000; rate <= 10_000_000; rate *= 10) {
      slow.addAll(Pace.both(rate, 10));
    }
    print(sideBySide(slow), out);
    print(sideBySide(Pace.both(100_000_000, 2)), out);
    print(sideBySide(Pace.both(1_000_000_000, 2)), out);
  }

  private static void print(List<Pace> paces, PrintStream out) {
    for (Pace pace : paces) {
      double goal = pace.rate() <= 1_000 ? 2 : 1;
      out.printf(
          Locale.ROOT,
          "%-25s %8d %8.2f %+7.3f%%  within %.0f%% %s%n",
          pace.name(),
          pace.grants(),
          pace.seconds(),
          pace.errorPercent(),
          goal,
          Math.abs(pace.errorPercent()) <= goal ? "ok" : "SHORT");
    }
  }

  private static <T> List<T> sideBySide(List<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> each : threads.invokeAll(tasks)) {
        results.add(each.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }
}
