package io.trixter.benchmarks.load;

import java.util.Arrays;

/** Durations, in nanoseconds. Not for several threads. */
public final class Samples {
  private static final int AT_FIRST = 1 << 16;

  private long[] nanos = new long[AT_FIRST];
  private int count;

  /** Takes one more. */
  public void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
  }

  /** Forgets them all. */
  public void clear() {
    count = 0;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The one that {@code share} of them do not exceed, in nanoseconds; NaN for none. */
  public double percentile(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    Arrays.sort(nanos, 0, count);
    return nanos[(int) Math.min(count - 1, count * share)];
  }
}
