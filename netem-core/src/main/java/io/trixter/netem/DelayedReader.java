package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import java.time.Duration;
import java.util.Objects;

/**
 * Delays what is read. It is no {@code java.io.Reader}: the name says the direction. The first
 * bytes of each burst are held for the delay after they came; the rest of the burst is free, and so
 * is the end of the stream. Writes pass.
 *
 * <p>On a stream a burst lasts while {@code available()} is above 0 after a read. On a channel a
 * read continues it if the read before filled its buffer and this one completes within a
 * millisecond. Calling {@code available()} starts the delay, so that a caller that polls makes
 * progress.
 *
 * <p>A delay of zero is off. Setting it reaches bytes that are held already. Safe for any thread.
 */
public final class DelayedReader extends Fault {
  private final DynamicDuration delay;

  /**
   * Holds each burst for {@code delay}.
   *
   * @throws IllegalArgumentException if it is out of {@link DynamicDuration}'s range
   */
  public DelayedReader(Duration delay) {
    this(new DynamicDuration(delay));
  }

  /** Holds each burst for as long as {@code delay} says, a knob that others may share. */
  public DelayedReader(DynamicDuration delay) {
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
    return Rules.of("Delayed").reading(new Reading(delay.knob()));
  }

  private static final class Reading extends Rule {
    private final Knob delay;
    private boolean holding;
    private boolean seen; // by one who asked what is ready, before it was read
    private long cameAt;

    Reading(Knob delay) {
      this.delay = delay;
    }

    @Override
    public boolean isOff() {
      return delay.get() == 0;
    }

    @Override
    public void begin(Op op) {
      holding = false;
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      if (moved <= 0 || sameBurst) {
        seen = false;
        return 0;
      }
      if (!holding) {
        holding = true;
        cameAt = seen ? cameAt : now;
        seen = false;
      }
      return left(now);
    }

    private long left(long now) {
      return Math.max(0, delay.get() - (now - cameAt));
    }

    @Override
    public long ready(long came, boolean sameBurst, long now) {
      if (came == 0 || sameBurst) {
        return came;
      }
      if (!seen) {
        seen = true;
        cameAt = now;
      }
      return left(now) == 0 ? came : 0;
    }

    @Override
    public Knob knob() {
      return delay;
    }
  }
}
