package io.trixter.proxy.fault;

import io.trixter.netem.BitFlipper;
import io.trixter.netem.DynamicProbability;
import io.trixter.netem.kernel.Rules;

/**
 * {@code bit_flip}: in each byte one bit is flipped with a probability, as {@link BitFlipper} says
 * of what is written. However the stream is cut, a seed flips the same bits. 0 is off.
 */
public final class BitFlip extends FaultType {
  static final Attribute PROBABILITY =
      Attribute.fraction("probability", "that a bit of a byte is flipped");
  static final BitFlip TYPE = new BitFlip();

  private BitFlip() {
    super("bit_flip", "flips a bit of each byte, with a probability", PROBABILITY);
  }

  @Override
  public Rules rules(Link link) {
    BitFlipper fault = new BitFlipper(new DynamicProbability(link.knob(PROBABILITY)));
    return Rules.of(name()).writing(fault.rules(link.random()).writing());
  }

  /**
   * Flips a bit of each byte with {@code probability}; 0 is off.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0
   */
  public static FaultSpec bitFlip(double probability) {
    return FaultSpec.of(TYPE).with(PROBABILITY.name(), probability);
  }
}
