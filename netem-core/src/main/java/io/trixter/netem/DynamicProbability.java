package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import java.util.Objects;

/**
 * A probability that may be set while traffic flows, and shared by any number of faults.
 *
 * <p>From 0.0, which is off, to 1.0, which is always. Safe for any thread.
 */
public final class DynamicProbability {
  private final Knob knob;

  /**
   * A knob that stands at {@code probability}.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0, or not a number
   */
  public DynamicProbability(double probability) {
    knob = new Knob(checked(probability));
  }

  /** A probability whose bits {@code knob} holds, for one who has the knob already. */
  public DynamicProbability(Knob knob) {
    this.knob = Objects.requireNonNull(knob, "knob");
  }

  /** Returns the value; 0.0 is off. */
  public double get() {
    return Double.longBitsToDouble(knob.get());
  }

  /**
   * Sets the knob; the next operation draws against the new value.
   *
   * @throws IllegalArgumentException if {@code probability} is not between 0.0 and 1.0, or not a
   *     number; the knob stays where it was
   */
  public void set(double probability) {
    knob.set(checked(probability));
  }

  /** The probability as {@link Double#toString(double)} has it. */
  @Override
  public String toString() {
    return Double.toString(get());
  }

  /** Returns the knob as rules read it: it holds the bits of a probability. */
  public Knob knob() {
    return knob;
  }

  private static long checked(double probability) {
    if (!(probability >= 0.0 && probability <= 1.0)) {
      throw new IllegalArgumentException(
          "probability must be between 0.0 and 1.0 (got " + probability + ")");
    }
    return Double.doubleToLongBits(probability + 0.0); // adding makes -0.0 the 0.0 that is off
  }
}
