package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;

/**
 * Ends a stream after so many bytes, like a peer that dies in the middle of an answer. Each
 * direction of each stream, socket and channel counts for itself what passes while the fault is on.
 *
 * <p>What is written up to the limit arrives, behind whatever holds it, and then the end: a close,
 * or a reset. What is written beyond it is thrown away as if it had been sent. What is read up to
 * the limit is the caller's; after that a read meets the end of the stream, or fails because the
 * connection was reset. A channel ends right behind the last byte; a stream ends with the operation
 * that follows it. Where writes end, the whole connection does: a download that breaks off is
 * {@link #onlyReads()}.
 *
 * <p>A limit of {@link #NEVER} is off. Setting it meets the next operation, and ends the stream if
 * as many have passed already. Safe for any thread.
 */
public final class Truncator extends Fault {
  /** The limit that is off. */
  public static final long NEVER = Long.MAX_VALUE;

  private final Knob limit;
  private final boolean resets;

  private Truncator(long bytes, boolean resets) {
    limit = new Knob(checked(bytes));
    this.resets = resets;
  }

  /**
   * Returns a fault that closes after {@code bytes} bytes; at 0 with the first operation.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public static Truncator closing(long bytes) {
    return new Truncator(bytes, false);
  }

  /**
   * Returns a fault that resets after {@code bytes} bytes; at 0 with the first operation.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public static Truncator resetting(long bytes) {
    return new Truncator(bytes, true);
  }

  private static long checked(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "bytes must be between 0 and " + Long.MAX_VALUE + " (got " + bytes + ")");
    }
    return bytes;
  }

  /**
   * Sets the limit, in bytes; {@link #NEVER} is off. What has ended stays so.
   *
   * @throws IllegalArgumentException if it is negative; the limit stays what it was
   */
  public void set(long bytes) {
    limit.set(checked(bytes));
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Truncator")
        .reading(new Counting(limit, resets))
        .writing(new Counting(limit, resets));
  }

  private static final class Counting extends Rule {
    private final Knob limit;
    private final boolean resets;
    private long passed;

    Counting(Knob limit, boolean resets) {
      this.limit = limit;
      this.resets = resets;
    }

    @Override
    public boolean isOff() {
      return limit.get() == NEVER;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long bytes = limit.get();
      if (passed >= bytes && bytes != NEVER) {
        step.end(resets);
      } else {
        step.move(Math.min(wanted, bytes - passed));
      }
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      passed += Math.max(0, moved);
      return 0;
    }

    @Override
    public long ready(long came, boolean sameBurst, long now) {
      return Math.max(0, Math.min(came, limit.get() - passed));
    }

    @Override
    public long dueIn(long now) {
      return passed >= limit.get() ? 0 : NEVER;
    }
  }
}
