package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Rules;
import java.time.Duration;
import java.util.Map;

/**
 * {@code flap}: the proxy serves for {@code up}, then is down for {@code down}, and so on: its
 * connections are reset and its port refuses. It stays enabled all the time. If either is 0 or
 * below it stays up. An update begins again by serving; removal brings the proxy up. It acts on the
 * whole proxy, so its toxicity is 1, and either direction is the same.
 */
public final class Flap extends FaultType {
  static final Attribute UP = Attribute.millis("up", "how long the proxy serves; 0 is off");
  static final Attribute DOWN = Attribute.millis("down", "how long its port refuses; 0 is off");
  static final Flap TYPE = new Flap();

  private Flap() {
    super("flap", "takes the proxy down and up again, all the time", UP, DOWN);
  }

  @Override
  public FaultScope scope() {
    return FaultScope.PROXY;
  }

  @Override
  public Rules rules(Link link) {
    return null;
  }

  @Override
  public Outages outages(Map<String, Number> values) {
    return new Outages(UP.internal(values.get(UP.name())), DOWN.internal(values.get(DOWN.name())));
  }

  /**
   * Serves for {@code up} and is down for {@code down} in turn, in whole milliseconds; zero in
   * either is off.
   *
   * @throws IllegalArgumentException if one is negative, or not whole milliseconds
   */
  public static FaultSpec flap(Duration up, Duration down) {
    return FaultSpec.of(TYPE).with(UP.name(), UP.of(up)).with(DOWN.name(), DOWN.of(down));
  }
}
