package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.time.Duration;

/**
 * {@code slow_open}: a connection is accepted, and the upstream is dialled {@code delay} later; 0
 * and below is at once. An update while it waits begins the whole new delay; removal dials. {@code
 * first} says on how many connections it acts, counted since the fault was added, over updates; 0
 * and below is all. Either direction is the same.
 */
public final class SlowOpen extends FaultType {
  static final Attribute DELAY = Attribute.millis("delay", "how long the dial waits; 0 is off");
  static final Attribute FIRST = OpeningRule.first();
  static final SlowOpen TYPE = new SlowOpen();

  private SlowOpen() {
    super("slow_open", "dials the upstream of new connections after a delay", DELAY, FIRST);
  }

  @Override
  public FaultScope scope() {
    return FaultScope.OPENING;
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).opening(new Opening(link));
  }

  /** A fault of this type. */
  public static final class Spec extends FaultSpec {
    private Spec(FaultSpec base, Attribute attribute, Number value) {
      super(base, attribute, value);
    }

    /** Returns this fault acting on the first {@code connections} alone; 0 and below is all. */
    public Spec first(long connections) {
      return new Spec(this, FIRST, connections);
    }
  }

  /**
   * Dials {@code delay} after the accept, in whole milliseconds; zero is off.
   *
   * @throws IllegalArgumentException if it is negative, or not whole milliseconds
   */
  public static Spec slowOpen(Duration delay) {
    return new Spec(FaultSpec.of(TYPE), DELAY, DELAY.of(delay));
  }

  private static final class Opening extends OpeningRule {
    private final Knob delay;
    private final Stopwatch since;

    Opening(Link link) {
      super(link, FIRST);
      delay = link.knob(DELAY);
      since = new Stopwatch(link.revision());
    }

    @Override
    void meet(long now, Step step) {
      long left = since.left(delay.get(), now);
      if (left > 0) {
        step.await(left);
      } else {
        step.move(0);
      }
    }
  }
}
