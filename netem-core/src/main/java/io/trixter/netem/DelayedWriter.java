package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.time.Duration;
import java.util.Objects;

/**
 * Delays what is written. It is no {@code java.io.Writer}: the name says the direction. Each write,
 * and the half-close, starts after the delay; a flush is not delayed. Reads pass.
 *
 * <p>The writer waits while its bytes are delayed, so this is the latency of a synchronous call: a
 * stream of writes is slowed by it. For a network's propagation delay, where bytes follow each
 * other, see {@link DelayLine}.
 *
 * <p>A delay of zero is off. Setting it reaches a write that waits already. Safe for any thread.
 */
public final class DelayedWriter extends Fault {
  private final DynamicDuration delay;

  /**
   * Starts each write {@code delay} late.
   *
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range
   */
  public DelayedWriter(Duration delay) {
    this(new DynamicDuration(delay));
  }

  /** Starts each write as late as {@code delay} says, a knob that others may share. */
  public DelayedWriter(DynamicDuration delay) {
    this.delay = Objects.requireNonNull(delay, "delay");
  }

  /**
   * Sets the delay.
   *
   * @throws IllegalArgumentException if {@code delay} is out of {@link DynamicDuration}'s range; it
   *     stays what it was
   */
  public void set(Duration delay) {
    this.delay.set(delay);
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Delayed").writing(new Writing(delay.knob()));
  }

  private static final class Writing extends Rule {
    private final Knob delay;
    private boolean asked;
    private boolean started;
    private long askedAt;

    Writing(Knob delay) {
      this.delay = delay;
    }

    @Override
    public boolean isOff() {
      return delay.get() == 0;
    }

    @Override
    public void begin(Op op) {
      asked = false;
      started = op == Op.FLUSH;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (!started) {
        if (!asked) {
          asked = true;
          askedAt = now;
        }
        long left = delay.get() - (now - askedAt);
        if (left > 0) {
          step.await(left);
          return;
        }
        started = true;
      }
      step.move(wanted);
    }

    @Override
    public Knob knob() {
      return delay;
    }
  }
}
