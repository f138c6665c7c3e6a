package io.trixter.benchmarks.growth;

import java.io.IOException;
import java.time.Duration;

/**
 * Waits until a process has nothing left to do. Opening many connections leaves compiling and a
 * collection of garbage behind, for seconds; what the process needs while it is idle shows only
 * after them.
 */
final class Quiet {
  /**
   * Longer than the proxy takes to begin what it has left for later: it looks twice a second
   * whether all is quiet, and collects garbage then.
   */
  static final Duration STRETCH = Duration.ofSeconds(2);

  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final double MOST = 0.01; // of one processor

  /** A process, and the time that passes. */
  interface Process {
    /** Returns the CPU time spent so far, in seconds. */
    double cpuSeconds() throws IOException;

    /** Returns the time, in nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** Lets so much time pass. */
    void sleep(Duration time) throws InterruptedException;
  }

  private Quiet() {}

  /**
   * Waits for a stretch of time in which the process spends next to nothing, at most {@link
   * #PATIENCE}.
   *
   * @return false if there was none: what is measured then is a process that does not rest
   */
  static boolean await(Process process) throws IOException, InterruptedException {
    long begin = process.nanoTime();
    while (process.nanoTime() - begin < PATIENCE.toNanos()) {
      if (share(process) <= MOST) {
        return true;
      }
    }
    return false;
  }

  /** The share of one processor that it spends in the next stretch of time. */
  private static double share(Process process) throws IOException, InterruptedException {
    double spent = process.cpuSeconds();
    long begin = process.nanoTime();
    process.sleep(STRETCH);
    double seconds = (process.nanoTime() - begin) / 1e9;
    return (process.cpuSeconds() - spent) / seconds;
  }
}
