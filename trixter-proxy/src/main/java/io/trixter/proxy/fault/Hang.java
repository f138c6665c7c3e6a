package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;

/**
 * {@code hang}: a connection is accepted, and then nothing happens: the upstream is dialled when
 * the fault is removed, or updated so that it no longer acts on the connection. {@code first} says
 * on how many connections it acts, counted since the fault was added, over updates; 0 and below is
 * all. Open connections live on. Either direction is the same.
 */
public final class Hang extends FaultType {
  static final Attribute FIRST = OpeningRule.first();
  static final Hang TYPE = new Hang();

  private Hang() {
    super("hang", "accepts new connections, and dials the upstream when it is removed", FIRST);
  }

  @Override
  public FaultScope scope() {
    return FaultScope.OPENING;
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).opening(new Hanging(link));
  }

  /** A fault of this type. */
  public static final class Spec extends FaultSpec {
    private Spec(FaultSpec base, long connections) {
      super(base, FIRST, connections);
    }

    /** Returns this fault acting on the first {@code connections} alone; 0 and below is all. */
    public Spec first(long connections) {
      return new Spec(this, connections);
    }
  }

  /** Lets every new connection hang. */
  public static Spec hang() {
    return new Spec(FaultSpec.of(TYPE), 0);
  }

  private static final class Hanging extends OpeningRule {
    Hanging(Link link) {
      super(link, FIRST);
    }

    @Override
    void meet(long now, Step step) {
      step.awaitKnob();
    }
  }
}
