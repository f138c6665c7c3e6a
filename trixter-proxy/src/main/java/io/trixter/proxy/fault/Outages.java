package io.trixter.proxy.fault;

/**
 * The times for which a proxy serves and is down, in turn. It begins by serving.
 *
 * @param upNanos how long it serves, in nanoseconds
 * @param downNanos how long its port refuses, in nanoseconds
 */
public record Outages(long upNanos, long downNanos) {
  /**
   * Refuses times below 0.
   *
   * @throws IllegalArgumentException naming the time
   */
  public Outages {
    if (upNanos < 0 || downNanos < 0) {
      throw new IllegalArgumentException(
          "times must not be negative (got " + upNanos + " and " + downNanos + " ns)");
    }
  }

  /** Returns whether there are none: one of the two is 0. */
  public boolean isOff() {
    return upNanos == 0 || downNanos == 0;
  }
}
