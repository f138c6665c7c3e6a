package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Pacer;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.SharedPacer;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.kernel.TokenBucket;
import java.time.Duration;
import java.util.Objects;

/**
 * Limits the rate of what is written. It is no {@code java.io.Writer}: the name says the direction.
 * A token bucket of bytes: it starts full with one second's tokens, so the first second's bytes are
 * a burst, and carries fractions, so 15 B/s is 15 B/s. Reads pass.
 *
 * <p>{@link #burst} sets another capacity than a second's tokens. With none, a write takes its time
 * from the first byte on, as over a slow line, and streams that share the rate get a piece each in
 * turn, as {@link SharedPacer} says.
 *
 * <p>A grant waits for the bytes to be written, a tenth of a second's or the burst's, whichever is
 * least, and gives back what was not taken in the end. A flush and the half-close pass.
 *
 * <p>The rate is for all that one fault wraps together; faults built on the same {@link
 * DynamicRate} have a bucket each. A rate of 0 is off. Setting it reaches a write that waits
 * already; lowering it clips the tokens to the burst at the new rate. Safe for any thread.
 */
public final class ThrottledWriter extends Fault {
  private static final long SECOND = 1_000_000_000;

  private final DynamicRate rate;
  private final DynamicDuration burst = new DynamicDuration(Duration.ofSeconds(1));
  private final TokenBucket bucket = new TokenBucket();
  private final SharedPacer shared = new SharedPacer();

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

  /**
   * Sets how much time's bytes may leave at once after idling; one second where it is not set, zero
   * for none. It reaches a write that waits already.
   *
   * @return this
   * @throws IllegalArgumentException if {@code time} is out of {@link DynamicDuration}'s range; it
   *     stays what it was
   */
  public ThrottledWriter burst(Duration time) {
    burst.set(time);
    rate.knob().wake();
    return this;
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Throttled").writing(new Writing());
  }

  private final class Writing extends Rule {
    private final Knob bytesPerSecond = rate.knob();
    private final Pacer pacer = new Pacer(shared);
    private long granted;
    private boolean paced;

    @Override
    public boolean isOff() {
      return bytesPerSecond.get() == 0;
    }

    @Override
    public void begin(Op op) {
      granted = 0;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long current = bytesPerSecond.get();
      if (current == 0 || wanted == 0) {
        step.move(wanted);
        return;
      }
      long taken = take(current, wanted, now);
      if (taken > 0) {
        granted = taken;
        step.move(taken);
      } else {
        step.await(-taken);
      }
    }

    private long take(long current, long wanted, long now) {
      long nanos = burst.knob().get();
      paced = nanos == 0;
      return paced
          ? pacer.take(current, wanted, now)
          : bucket.take(current, capacity(current, nanos), wanted, now);
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      if (granted > moved && paced) {
        pacer.refund(granted - moved);
      } else if (granted > moved) {
        bucket.refund(granted - moved);
      }
      granted = 0;
      return 0;
    }

    @Override
    public Knob knob() {
      return bytesPerSecond;
    }
  }

  private static long capacity(long bytesPerSecond, long nanos) {
    if (nanos == SECOND) {
      return bytesPerSecond;
    }
    double bytes = (double) bytesPerSecond * nanos / SECOND; // beyond 2^53 it rounds
    return Math.max(1, (long) bytes); // the largest long where it is more
  }
}
