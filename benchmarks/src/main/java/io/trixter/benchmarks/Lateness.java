package io.trixter.benchmarks;

import io.trixter.netem.DelayedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How much later than its delay a write reached the wire, in milliseconds. */
record Lateness(double min, double p50, double p99, double max) {
  private static final double NANOS_A_MILLI = 1e6;

  static Lateness of(List<long[]> runs) {
    long[] all = runs.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Lateness(
        all[0] / NANOS_A_MILLI,
        all[all.length / 2] / NANOS_A_MILLI,
        all[all.length * 99 / 100] / NANOS_A_MILLI,
        all[all.length - 1] / NANOS_A_MILLI);
  }

  /**
   * Writes so many times, one after the other; how late each was, in nanoseconds.
   *
   * @param phase nanoseconds to begin after, so that threads do not all wake at once
   */
  static long[] run(long phase, int millis, int writes) throws IOException {
    LockSupport.parkNanos(phase);
    Duration delay = Duration.ofMillis(millis);
    Arrival arrival = new Arrival();
    long[] late = new long[writes];
    try (OutputStream out = new DelayedWriter(delay).wrap(arrival)) {
      for (int i = 0; i < writes; i++) {
        long begun = System.nanoTime();
        out.write(i);
        late[i] = arrival.at - begun - delay.toNanos();
      }
    }
    return late;
  }

  /** The same of the platform's own wait. */
  static long[] parking(long phase, int millis, int times) {
    LockSupport.parkNanos(phase);
    long[] late = new long[times];
    for (int i = 0; i < times; i++) {
      long begun = System.nanoTime();
      long until = begun + Duration.ofMillis(millis).toNanos();
      while (System.nanoTime() < until) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
      late[i] = System.nanoTime() - until;
    }
    return late;
  }

  private static final class Arrival extends OutputStream {
    private long at;

    @Override
    public void write(int b) {
      at = System.nanoTime();
    }

    @Override
    public void write(byte[] b, int off, int len) {
      at = System.nanoTime();
    }
  }
}
