package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Rules;
import java.time.Duration;

/**
 * {@code latency}: each chunk, and the end of the stream, leaves {@code latency} plus or minus
 * {@code jitter} after it came, in order. Uniform for each chunk; below 0 is at once. It delays and
 * does not throttle. An update meets what is held, counted from when that came.
 */
public final class Latency extends FaultType {
  static final Attribute LATENCY = Attribute.millis("latency", "how long each chunk is delayed");
  static final Attribute JITTER =
      Attribute.millis("jitter", "by how much a delay may differ from latency, either way");
  static final Latency TYPE = new Latency();

  private Latency() {
    super("latency", "delays each chunk, and the end of the stream", LATENCY, JITTER);
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).line(link.line(link.knob(LATENCY), link.knob(JITTER)));
  }

  /** A fault of this type. */
  public static final class Spec extends FaultSpec {
    private Spec(FaultSpec base, Attribute attribute, Duration time) {
      super(base, attribute, attribute.of(time));
    }

    /**
     * Returns this fault with a jitter, in whole milliseconds; zero is off.
     *
     * @throws IllegalArgumentException if it is negative, or not whole milliseconds
     */
    public Spec jitter(Duration time) {
      return new Spec(this, JITTER, time);
    }
  }

  /**
   * Delays by {@code time}, in whole milliseconds; zero is off.
   *
   * @throws IllegalArgumentException if it is negative, or not whole milliseconds
   */
  public static Spec latency(Duration time) {
    return new Spec(FaultSpec.of(TYPE), LATENCY, time);
  }
}
