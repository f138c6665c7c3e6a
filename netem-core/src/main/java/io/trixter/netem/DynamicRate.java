package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import java.util.Objects;

/**
 * A rate in bytes per second that may be set while traffic flows, and shared: every fault built on
 * it follows at once, each with a bucket of its own.
 *
 * <p>From 0, which is off, to {@code Long.MAX_VALUE}. Safe for any thread.
 */
public final class DynamicRate {
  private final Knob knob;

  /**
   * A knob that stands at {@code bytesPerSecond} bytes per second.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public DynamicRate(long bytesPerSecond) {
    knob = new Knob(checked(bytesPerSecond));
  }

  /** A rate of as many bytes per second as {@code knob} holds, for one who has the knob already. */
  public DynamicRate(Knob knob) {
    this.knob = Objects.requireNonNull(knob, "knob");
  }

  /** Returns the value, in bytes per second; 0 is off. */
  public long get() {
    return knob.get();
  }

  /**
   * Sets the knob.
   *
   * @throws IllegalArgumentException if {@code bytesPerSecond} is negative; the knob stays where it
   *     was
   */
  public void set(long bytesPerSecond) {
    knob.set(checked(bytesPerSecond));
  }

  /** The number and its unit. */
  @Override
  public String toString() {
    return get() + " B/s";
  }

  /** Returns the knob as rules read it: it holds bytes per second. */
  public Knob knob() {
    return knob;
  }

  private static long checked(long bytesPerSecond) {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "bytes per second must be between 0 and "
              + Long.MAX_VALUE
              + " (got "
              + bytesPerSecond
              + ")");
    }
    return bytesPerSecond;
  }
}
