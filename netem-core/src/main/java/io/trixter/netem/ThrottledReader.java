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
 * Limits the rate of what is read. It is no {@code java.io.Reader}: the name says the direction. A
 * token bucket of bytes: it starts full with one second's tokens, so the first second's bytes are a
 * burst, and carries fractions, so 15 B/s is 15 B/s. Writes pass.
 *
 * <p>A read is limited to the tokens there are and pays for the bytes that came; a read that waits
 * for its peer holds no tokens.
 *
 * <p>The rate is for all that one fault wraps together; faults built on the same {@link
 * DynamicRate} have a bucket each. A rate of 0 is off. Setting it reaches a read that waits
 * already; lowering it clips the tokens to a second of the new rate. Safe for any thread.
 */
public final class ThrottledReader extends Fault {
  private final DynamicRate rate;
  private final TokenBucket bucket = new TokenBucket();

  /**
   * Lets {@code bytesPerSecond} be read.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ThrottledReader(long bytesPerSecond) {
    this(new DynamicRate(bytesPerSecond));
  }

  /** Lets as much be read as {@code rate} says, a knob that others may share. */
  public ThrottledReader(DynamicRate rate) {
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
    return Rules.of("Throttled").reading(new Reading(rate.knob(), bucket));
  }

  private static final class Reading extends Rule {
    private final Knob rate;
    private final TokenBucket bucket;
    private boolean charged;

    Reading(Knob rate, TokenBucket bucket) {
      this.rate = rate;
      this.bucket = bucket;
    }

    @Override
    public boolean isOff() {
      return rate.get() == 0;
    }

    @Override
    public void begin(Op op) {
      charged = false;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long bytesPerSecond = rate.get();
      if (bytesPerSecond == 0 || wanted == 0) {
        charged = true;
        step.move(wanted);
        return;
      }
      long granted = bucket.look(bytesPerSecond, wanted, now);
      if (granted > 0) {
        step.move(granted);
      } else {
        step.await(-granted);
      }
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      if (!charged && moved > 0) {
        charged = true;
        bucket.charge(moved);
      }
      return 0;
    }

    @Override
    public long ready(long came, boolean sameBurst, long now) {
      long bytesPerSecond = rate.get();
      boolean free = bytesPerSecond == 0 || came == 0;
      return free ? came : Math.max(0, bucket.look(bytesPerSecond, came, now));
    }

    @Override
    public Knob knob() {
      return rate;
    }
  }
}
