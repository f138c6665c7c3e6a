package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.kernel.TokenBucket;
import java.util.Objects;

/**
 * Bandwidth on what is written; no {@code java.io.Writer}, the name is the direction. A token
 * bucket of bytes: it starts full with one second's tokens, so the first second's bytes are a
 * burst, and carries fractions, so 15 B/s is 15 B/s. Reads pass.
 *
 * <p>A grant waits for the bytes to be written or a tenth of a second's, whichever is less, and
 * gives back what was not taken in the end. A flush and the half-close pass.
 *
 * <p>The rate is for all that one fault wraps together; faults built on the same {@link
 * DynamicRate} have a bucket each. A rate of 0 is off. Setting it reaches a write that waits
 * already; lowering it clips the tokens to a second of the new rate. Safe for any thread.
 */
public final class ThrottledWriter extends Fault {
  private final DynamicRate rate;
  private final TokenBucket bucket = new TokenBucket();

  /**
   * Lets {@code bytesPerSecond} be written.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ThrottledWriter(long bytesPerSecond) {
    this(new DynamicRate(bytesPerSecond));
  }

  /** Lets as much be written as {@code rate} says, a knob that others may share. */
  public ThrottledWriter(DynamicRate rate) {
    this.rate = Objects.requireNonNull(rate, "rate");
  }

  /**
   * Sets the rate, in bytes per second; 0 is off.
   *
   * @throws IllegalArgumentException if it is negative; the rate stays what it was
   */
  public void set(long bytesPerSecond) {
    rate.set(bytesPerSecond);
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Throttled").writing(new Writing(rate.knob(), bucket));
  }

  private static final class Writing extends Rule {
    private final Knob rate;
    private final TokenBucket bucket;
    private long granted;

    Writing(Knob rate, TokenBucket bucket) {
      this.rate = rate;
      this.bucket = bucket;
    }

    @Override
    public boolean isOff() {
      return rate.get() == 0;
    }

    @Override
    public void begin(Op op) {
      granted = 0;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long bytesPerSecond = rate.get();
      if (bytesPerSecond == 0 || wanted == 0) {
        step.move(wanted);
        return;
      }
      long taken = bucket.take(bytesPerSecond, wanted, now);
      if (taken > 0) {
        granted = taken;
        step.move(taken);
      } else {
        step.await(-taken);
      }
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      if (granted > moved) {
        bucket.refund(granted - moved);
      }
      granted = 0;
      return 0;
    }

    @Override
    public Knob knob() {
      return rate;
    }
  }
}
