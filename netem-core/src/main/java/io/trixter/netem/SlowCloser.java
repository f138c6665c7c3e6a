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
 * Delays the half-close: the peer learns that no more bytes will come only after the delay. What is
 * read, written or flushed passes, and so does a close.
 *
 * <p>On a socket {@code shutdownOutput()} takes as long as the delay; on a channel it returns at
 * once and the half-close follows. A delay of zero is off. Setting it reaches a half-close that
 * waits already. Safe for any thread.
 */
public final class SlowCloser extends Fault {
  private final DynamicDuration delay;

  /**
   * Delays half-closes by {@code delay}.
   *
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range
   */
  public SlowCloser(Duration delay) {
    this(new DynamicDuration(delay));
  }

  /** Delays half-closes as {@code delay} says, a knob that others may share. */
  public SlowCloser(DynamicDuration delay) {
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
    return Rules.of("SlowCloser").writing(new Writing(delay.knob()));
  }

  private static final class Writing extends Rule {
    private final Knob delay;
    private boolean waiting;
    private long since;

    Writing(Knob delay) {
      this.delay = delay;
    }

    @Override
    public boolean isOff() {
      return delay.get() == 0;
    }

    @Override
    public void begin(Op op) {
      waiting = false;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (!waiting) {
        waiting = true;
        since = now;
      }
      long left = delay.get() - (now - since);
      if (op == Op.SHUTDOWN && left > 0) {
        step.await(left);
      } else {
        step.move(wanted);
      }
    }

    @Override
    public Knob knob() {
      return delay;
    }
  }
}
