package io.trixter.netem;

import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rules;
import java.util.function.UnaryOperator;

/** A fault whose rules of one direction are left out. It shares the state of the whole one. */
final class OneWay extends Fault {
  private final Fault whole;
  private final UnaryOperator<Rules> part;

  OneWay(Fault whole, long seed, UnaryOperator<Rules> part) {
    super(seed);
    this.whole = whole;
    this.part = part;
  }

  @Override
  public Rules rules(RandomSource source) {
    return part.apply(whole.rules(source));
  }

  @Override
  public String toString() {
    return whole.toString();
  }
}
