package io.trixter.own;

import io.trixter.netem.DynamicDuration;
import io.trixter.netem.Fault;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;

/** The example of the kernel's package documentation. */
public final class SlowRequest extends Fault {
  private final byte first;
  private final DynamicDuration delay; // the knob, zero is off

  public SlowRequest(byte first, DynamicDuration delay) {
    this.first = first;
    this.delay = delay;
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("SlowRequest").writing(new Writing()); // one for each connection
  }

  private final class Writing extends Rule {
    private boolean begun;
    private boolean slow;
    private long since;

    @Override
    public boolean isOff() {
      return delay.knob().get() == 0;
    }

    @Override
    public void begin(Op op) {
      begun = false;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (!begun) {
        begun = true;
        since = now;
        slow = op == Op.WRITE && wanted > 0 && step.content().get() == first;
      }
      long left = delay.knob().get() - (now - since);
      if (slow && left > 0) {
        step.await(left); // and be asked again, at once if the knob is set
      } else {
        step.move(wanted);
      }
    }

    @Override
    public Knob knob() {
      return delay.knob();
    }
  }
}
