package io.trixter.proxy.fault;

import io.trixter.netem.DynamicProbability;
import io.trixter.netem.Terminator;
import io.trixter.netem.kernel.Rules;

/**
 * {@code termination}: each chunk that is read from the sender, and each that is written to the
 * receiver, ends the connection with a probability, as {@link Terminator} says: with a reset of
 * both sides, and at once. 0 is off.
 */
public final class Termination extends FaultType {
  static final Attribute PROBABILITY =
      Attribute.fraction("probability", "that an operation ends the connection");
  static final Termination TYPE = new Termination();

  private Termination() {
    super("termination", "resets the connection with a probability at each chunk", PROBABILITY);
  }

  @Override
  public Rules rules(Link link) {
    Terminator fault = new Terminator(new DynamicProbability(link.knob(PROBABILITY)));
    Rules both = fault.rules(link.random());
    return Rules.of(name())
        .reading(both.reading())
        .writing(both.writing())
        .killSwitch(both.killSwitch());
  }

  /**
   * Ends the connection with {@code probability} at each operation; 0 is off.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0
   */
  public static FaultSpec termination(double probability) {
    return FaultSpec.of(TYPE).with(PROBABILITY.name(), probability);
  }
}
