package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import java.time.Duration;

/**
 * {@code limit_time}: a connection is reset, on both sides and whatever it does, when {@code time}
 * has passed since it was accepted; 0 and below is off. One that is older when the fault is added
 * or updated is reset at once. Either direction is the same.
 */
public final class LimitTime extends FaultType {
  static final Attribute TIME =
      Attribute.millis("time", "from the accept to the reset; 0 is never");
  static final LimitTime TYPE = new LimitTime();

  private LimitTime() {
    super("limit_time", "resets the connection, a time after it was accepted", TIME);
  }

  @Override
  public FaultScope scope() {
    return FaultScope.CONNECTION;
  }

  @Override
  public Rules rules(Link link) {
    return null;
  }

  @Override
  public long greatestAge(Link link) {
    long nanos = link.knob(TIME).get();
    return nanos == 0 ? Rule.NEVER : nanos;
  }

  /**
   * Resets connections {@code time} after they were accepted, in whole milliseconds; zero is off.
   *
   * @throws IllegalArgumentException if it is negative, or not whole milliseconds
   */
  public static FaultSpec limitTime(Duration time) {
    return FaultSpec.of(TYPE).with(TIME.name(), TIME.of(time));
  }
}
