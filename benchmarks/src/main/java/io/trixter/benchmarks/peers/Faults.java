package io.trixter.benchmarks.peers;

/**
 * What a proxy is told to do to each direction of a connection.
 *
 * @param delayMillis how long to hold what comes; 0 is off
 * @param bytesPerSecond how much to let through; 0 is off
 */
public record Faults(int delayMillis, long bytesPerSecond) {
  /** None. */
  public static final Faults OFF = new Faults(0, 0);

  /** A delay alone. */
  public static Faults delay(int millis) {
    return new Faults(millis, 0);
  }

  /** A throttle alone. */
  public static Faults rate(long bytesPerSecond) {
    return new Faults(0, bytesPerSecond);
  }

  /** Whether none is on. */
  public boolean areOff() {
    return equals(OFF);
  }
}
