package io.trixter.proxy.fault;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DynamicProbability;
import io.trixter.netem.kernel.Rules;

/**
 * {@code corruption}: with a probability, 1 to 16384 random bytes precede a chunk, as {@link
 * Corrupter} says of what is written. The chunk itself is unchanged. 0 is off.
 */
public final class Corruption extends FaultType {
  static final Attribute PROBABILITY =
      Attribute.fraction("probability", "that random bytes precede a chunk");
  static final Corruption TYPE = new Corruption();

  private Corruption() {
    super("corruption", "puts random bytes before chunks, with a probability", PROBABILITY);
  }

  @Override
  public Rules rules(Link link) {
    Corrupter fault = new Corrupter(new DynamicProbability(link.knob(PROBABILITY)));
    Rules both = fault.rules(link.random());
    return Rules.of(name()).writing(both.writing());
  }

  /**
   * Puts random bytes before a chunk with {@code probability}; 0 is off.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0
   */
  public static FaultSpec corruption(double probability) {
    return FaultSpec.of(TYPE).with(PROBABILITY.name(), probability);
  }
}
