package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import java.util.Objects;

/**
 * A size in bytes that may be set while traffic flows, and shared by any number of faults.
 *
 * <p>From 0, which is off, to {@code Long.MAX_VALUE}. Safe for any thread.
 */
public final class DynamicSize {
  private final Knob knob;

  /**
   * A knob that stands at {@code bytes} bytes.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public DynamicSize(long bytes) {
    knob = new Knob(checked(bytes));
  }

  /** A size of as many bytes as {@code knob} holds, for one who has the knob already. */
  public DynamicSize(Knob knob) {
    this.knob = Objects.requireNonNull(knob, "knob");
  }

  /** Returns the value, in bytes; 0 is off. */
  public long get() {
    return knob.get();
  }

  /**
   * Sets the knob.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative; the knob stays where it was
   */
  public void set(long bytes) {
    knob.set(checked(bytes));
  }

  /** The number and its unit. */
  @Override
  public String toString() {
    return get() + " B";
  }

  /** Returns the knob as rules read it: it holds bytes. */
  public Knob knob() {
    return knob;
  }

  private static long checked(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "size must be between 0 and " + Long.MAX_VALUE + " (got " + bytes + ")");
    }
    return bytes;
  }
}
