package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Pacer;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.SharedPacer;
import io.trixter.netem.kernel.Step;

/**
 * {@code bandwidth}: bytes pass at {@code rate}, without a burst, as {@link Pacer} says: each
 * connection has the rate for itself, or with {@code shared} 1 all connections of the fault have it
 * together, each a fair share. At 0 and below nothing passes and nothing is lost, until the fault
 * is updated or removed. The end of the stream follows the bytes at once. An update applies to what
 * is held.
 */
public final class Bandwidth extends FaultType {
  static final Attribute RATE =
      Attribute.kilobytesPerSecond("rate", "how much passes; 0 holds everything");
  static final Attribute SHARED =
      Attribute.count("shared", "1 for one rate of all connections together")
          .within(0, 1, 0)
          .extra();
  static final Bandwidth TYPE = new Bandwidth();

  private Bandwidth() {
    super(
        "bandwidth",
        "limits the rate of each connection, or of all; at 0 nothing passes",
        RATE,
        SHARED);
  }

  @Override
  public Rules rules(Link link) {
    return Rules.of(name()).writing(new Pacing(link));
  }

  /** A fault of this type. */
  public static final class Spec extends FaultSpec {
    private Spec(FaultSpec base, Attribute attribute, Number value) {
      super(base, attribute, value);
    }

    /** Returns this fault with one rate for all its connections together. */
    public Spec shared() {
      return new Spec(this, SHARED, 1);
    }
  }

  /** Lets {@code kilobytesPerSecond} pass, of 1000 bytes each; 0 and below holds everything. */
  public static Spec bandwidth(long kilobytesPerSecond) {
    return new Spec(FaultSpec.of(TYPE), RATE, kilobytesPerSecond);
  }

  private static final class Pacing extends Rule {
    private final Knob rate;
    private final Knob shared;
    private final Knob revision;
    private final Pacer own = new Pacer();
    private final Pacer together;
    private Pacer pacer = own; // the one that was asked last
    private long granted;

    Pacing(Link link) {
      rate = link.knob(RATE);
      shared = link.knob(SHARED);
      revision = link.revision();
      together = new Pacer(link.state(SharedPacer::new));
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
      choose(shared.get() == 0 ? own : together, now);
      long taken = pacer.take(rate.get(), wanted, now);
      if (taken > 0) {
        granted = taken;
        step.move(taken);
      } else {
        step.await(-taken);
      }
    }

    private void choose(Pacer next, long now) {
      if (next != pacer) {
        next.takeOver(pacer, now);
        pacer = next;
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
