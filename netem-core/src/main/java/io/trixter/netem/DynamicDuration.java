package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import java.time.Duration;
import java.util.Objects;

/**
 * A duration that may be set while traffic flows, and shared: every fault built on it follows at
 * once, and what waits on it looks again.
 *
 * <p>From 0, which is off, to {@code Long.MAX_VALUE} nanoseconds (some 292 years). Safe for any
 * thread.
 */
public final class DynamicDuration {
  private final Knob knob;

  /**
   * A knob that stands at {@code duration}.
   *
   * @throws IllegalArgumentException if it is negative or longer than {@code Long.MAX_VALUE}
   *     nanoseconds
   */
  public DynamicDuration(Duration duration) {
    knob = new Knob(nanos(duration));
  }

  /** A duration of as many nanoseconds as {@code knob} holds, for one who has the knob already. */
  public DynamicDuration(Knob knob) {
    this.knob = Objects.requireNonNull(knob, "knob");
  }

  /** Returns the value; zero is off. */
  public Duration get() {
    return Duration.ofNanos(knob.get());
  }

  /**
   * Sets the knob; bytes that are held already follow too.
   *
   * @throws IllegalArgumentException if {@code duration} is negative or longer than {@code
   *     Long.MAX_VALUE} nanoseconds; the knob stays where it was
   */
  public void set(Duration duration) {
    knob.set(nanos(duration));
  }

  /** The duration in ISO-8601, as {@link Duration#toString()} has it. */
  @Override
  public String toString() {
    return get().toString();
  }

  /** Returns the knob as rules read it: it holds nanoseconds. */
  public Knob knob() {
    return knob;
  }

  static long nanos(Duration duration) {
    if (!Objects.requireNonNull(duration, "duration").isNegative()) {
      try {
        return duration.toNanos();
      } catch (ArithmeticException tooLong) {
        // refused below, as a negative one is
      }
    }
    throw new IllegalArgumentException(
        "duration must be between 0 and " + Long.MAX_VALUE + " ns (got " + duration + ")");
  }
}
