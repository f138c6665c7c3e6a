package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.time.Duration;

/**
 * {@code slow_close}: bytes pass; the end of the stream waits for {@code delay}. An update while it
 * waits begins the whole new delay. 0 and below is off.
 */
public final class SlowClose extends FaultType {
  static final Attribute DELAY = Attribute.millis("delay", "how long the end of the stream waits");
  static final SlowClose TYPE = new SlowClose();

  private SlowClose() {
    super("slow_close", "delays the end of the stream", DELAY);
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).writing(new Closing(link));
  }

  /**
   * Holds the end of the stream for {@code delay}, in whole milliseconds; zero is off.
   *
   * @throws IllegalArgumentException if it is negative, or not whole milliseconds
   */
  public static FaultSpec slowClose(Duration delay) {
    return FaultSpec.of(TYPE).with(DELAY.name(), DELAY.of(delay));
  }

  private static final class Closing extends Rule {
    private final Knob delay;
    private final Stopwatch since;

    Closing(Link link) {
      delay = link.knob(DELAY);
      since = new Stopwatch(link.revision());
    }

    @Override
    public boolean isOff() {
      return delay.get() == 0;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long left = op == Op.SHUTDOWN ? since.left(delay.get(), now) : 0;
      if (left > 0) {
        step.await(left);
      } else {
        step.move(wanted);
      }
    }

    @Override
    public Knob knob() {
      return since.revision();
    }
  }
}
