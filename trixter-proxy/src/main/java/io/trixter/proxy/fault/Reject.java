package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.io.IOException;

/**
 * {@code reject}: a connection is accepted and reset; the upstream is not dialled. {@code first}
 * says on how many connections it acts, counted since the fault was added, over updates; 0 and
 * below is all. Open connections live on. Either direction is the same.
 */
public final class Reject extends FaultType {
  static final Attribute FIRST = OpeningRule.first();
  static final Reject TYPE = new Reject();

  private Reject() {
    super("reject", "resets new connections, and does not dial the upstream", FIRST);
  }

  @Override
  public FaultScope scope() {
    return FaultScope.OPENING;
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).opening(new Rejecting(link));
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

  /** Resets every new connection. */
  public static Spec reject() {
    return new Spec(FaultSpec.of(TYPE), 0);
  }

  private static final class Rejecting extends OpeningRule {
    Rejecting(Link link) {
      super(link, FIRST);
    }

    @Override
    void meet(long now, Step step) {
      step.fail(new IOException("the connection was rejected"));
    }
  }
}
