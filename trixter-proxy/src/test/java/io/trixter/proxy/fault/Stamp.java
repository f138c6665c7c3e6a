package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * {@code stamp}, a type that only the tests have: a byte precedes a share of the chunks. What can
 * be done with a type has to work for this one, which nothing but a service file names.
 */
public final class Stamp extends FaultType {
  static final Attribute CODE = Attribute.count("code", "the byte, in ASCII").within(0, 127, '!');
  static final Attribute SHARE = Attribute.fraction("share", "how many chunks have it; 0 is none");

  /** For the service loader. */
  public Stamp() {
    super("stamp", "puts a byte before a share of the chunks", CODE, SHARE);
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).writing(new Stamping(link));
  }

  private static final class Stamping extends Rule {
    private final Knob code;
    private final Knob share;
    private final SplittableRandom random;
    private boolean due;

    Stamping(Link link) {
      code = link.knob(CODE);
      share = link.knob(SHARE);
      random = link.random().random(Op.WRITE);
    }

    @Override
    public boolean isOff() {
      return share.get() == 0;
    }

    @Override
    public void begin(Op op) {
      due = op == Op.WRITE && random.nextDouble() < Double.longBitsToDouble(share.get());
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (due) {
        due = false;
        step.emit(ByteBuffer.wrap(new byte[] {(byte) code.get()}));
      } else {
        step.move(wanted);
      }
    }
  }
}
