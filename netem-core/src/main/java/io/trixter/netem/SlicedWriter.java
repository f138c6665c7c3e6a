package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.util.Objects;

/**
 * Fragmentation of what is written; no {@code java.io.Writer}, the name is the direction. A write
 * reaches what it wraps as writes of at most the given size, with a flush after each, so that the
 * peer is likely to read it in pieces. Reads, flushes and the half-close pass.
 *
 * <p>TCP may still join slices that wait for its window. A size of 0 is off. Setting it meets the
 * next slice. Safe for any thread.
 */
public final class SlicedWriter extends Fault {
  private final DynamicSize size;

  /**
   * Cuts writes into slices of at most {@code bytes}.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public SlicedWriter(long bytes) {
    this(new DynamicSize(bytes));
  }

  /** Cuts writes into slices as {@code size} says, a knob that others may share. */
  public SlicedWriter(DynamicSize size) {
    this.size = Objects.requireNonNull(size, "size");
  }

  /**
   * Sets the size, in bytes; 0 is off.
   *
   * @throws IllegalArgumentException if it is negative; the size stays what it was
   */
  public void set(long bytes) {
    size.set(bytes);
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Sliced").writing(new Writing(size.knob()));
  }

  private static final class Writing extends Rule {
    private final Knob size;

    Writing(Knob size) {
      this.size = size;
    }

    @Override
    public boolean isOff() {
      return size.get() == 0;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long bytes = size.get();
      if (op != Op.WRITE || bytes == 0) {
        step.move(wanted);
      } else {
        step.moveAndFlush(Math.min(bytes, wanted));
      }
    }
  }
}
