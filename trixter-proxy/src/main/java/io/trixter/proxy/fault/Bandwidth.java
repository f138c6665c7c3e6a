package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Pacer;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;

/**
 * {@code bandwidth}: bytes pass at {@code rate}, for each connection on its own, without a burst,
 * as {@link Pacer} says. At 0 and below nothing passes and nothing is lost, until the fault is
 * updated or removed. The end of the stream follows the bytes at once. An update applies to what is
 * held.
 */
public final class Bandwidth extends FaultType {
  static final Attribute RATE =
      Attribute.kilobytesPerSecond("rate", "how much passes; 0 holds everything");
  static final Bandwidth TYPE = new Bandwidth();

  private Bandwidth() {
    super("bandwidth", "limits the rate of each connection; at 0 nothing passes", RATE);
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).writing(new Pacing(link));
  }

  /** Lets {@code kilobytesPerSecond} pass, of 1000 bytes each; 0 and below holds everything. */
  public static FaultSpec bandwidth(long kilobytesPerSecond) {
    return FaultSpec.of(TYPE).with(RATE.name(), kilobytesPerSecond);
  }

  private static final class Pacing extends Rule {
    private final Knob rate;
    private final Knob revision;
    private final Pacer pacer = new Pacer();
    private long granted;

    Pacing(Link link) {
      rate = link.knob(RATE);
      revision = link.revision();
    }

    @Override
    public boolean isOff() {
      return false;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (wanted == 0) {
        step.move(0);
        return;
      }
      long taken = pacer.take(rate.get(), wanted, now);
      if (taken > 0) {
        granted = taken;
        step.move(taken);
      } else {
        step.await(-taken);
      }
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      pacer.refund(Math.max(0, granted - moved));
      granted = 0;
      return 0;
    }

    @Override
    public Knob knob() {
      return revision;
    }
  }
}
