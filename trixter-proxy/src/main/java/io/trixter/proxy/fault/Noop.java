package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Rules;

/** {@code noop}: does nothing. */
public final class Noop extends FaultType {
  static final Noop TYPE = new Noop();

  private Noop() {
    super("noop", "does nothing");
  }

  @Override
  public Rules rules(Link link) {
    return null;
  }

  /** Does nothing. */
  public static FaultSpec noop() {
    return FaultSpec.of(TYPE);
  }
}
