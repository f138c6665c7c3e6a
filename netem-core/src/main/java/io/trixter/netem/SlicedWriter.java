package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Pieces;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.time.Duration;
import java.util.Objects;

/**
 * Cuts what is written in pieces. It is no {@code java.io.Writer}: the name says the direction. A
 * write reaches what it wraps as writes of at most the given size, with a flush after each, so that
 * the peer is likely to read it in pieces. Reads, flushes and the half-close pass.
 *
 * <p>With a {@link #variation} sizes differ: a write is halved until no part is longer than the
 * size and the variation together, each cut moved at random by up to the variation, either way.
 * Behind each slice, the last of a write too, the next one waits for the {@link #pause}, and so
 * does the half-close.
 *
 * <p>TCP may still join slices that wait for its window. A size of 0 is off; set during a pause, it
 * ends that too. A new size or variation meets the next slice, and a new pause the one that goes
 * on. Safe for any thread.
 */
public final class SlicedWriter extends Fault {
  private final DynamicSize size;
  private final DynamicSize variation = new DynamicSize(0);
  private final DynamicDuration pause = new DynamicDuration(Duration.ZERO);

  /**
   * Cuts writes into slices of at most {@code bytes}.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public SlicedWriter(long bytes) {
    this(new DynamicSize(bytes));
  }

  /**
   * Like {@link #SlicedWriter(long)}, with draws from {@code seed}, all 64 bits, where there is a
   * variation. In a factory the factory's seed is drawn from instead.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public SlicedWriter(long bytes, long seed) {
    this(new DynamicSize(bytes), seed);
  }

  /**
   * Like {@link #SlicedWriter(DynamicSize)}, with draws from {@code seed}, all 64 bits, where there
   * is a variation. In a factory the factory's seed is drawn from instead.
   */
  public SlicedWriter(DynamicSize size, long seed) {
    super(seed);
    this.size = Objects.requireNonNull(size, "size");
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

  /**
   * Sets by how much a cut may move, in bytes, either way; 0 cuts slices of the size, and a rest.
   *
   * @return this
   * @throws IllegalArgumentException if it is negative; the variation stays what it was
   */
  public SlicedWriter variation(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "variation must be between 0 and " + Long.MAX_VALUE + " (got " + bytes + ")");
    }
    variation.set(bytes);
    return this;
  }

  /**
   * Sets how long to wait behind each slice; zero is not at all.
   *
   * @return this
   * @throws IllegalArgumentException if {@code time} is out of {@link DynamicDuration}'s range; it
   *     stays what it was
   */
  public SlicedWriter pause(Duration time) {
    pause.set(time);
    size.knob().wake();
    return this;
  }

  @Override
  public Rules rules(RandomSource source) {
    return Rules.of("Sliced").writing(new Writing(new Pieces(source)));
  }

  private final class Writing extends Rule {
    private final Knob bytes = size.knob();
    private final Pieces pieces;
    private long granted;
    private boolean pausing;
    private long pausedAt;

    Writing(Pieces pieces) {
      this.pieces = pieces;
    }

    @Override
    public boolean isOff() {
      return bytes.get() == 0;
    }

    @Override
    public void begin(Op op) {
      pieces.clear();
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long longest = bytes.get();
      if (op == Op.FLUSH || longest == 0) {
        pieces.clear();
        step.move(wanted);
        return;
      }
      long left = pausing ? pause.knob().get() - (now - pausedAt) : 0;
      if (left > 0) {
        step.await(left);
        return;
      }
      pausing = false;
      if (wanted == 0) {
        step.move(0);
      } else {
        granted = slice(longest, wanted);
        step.moveAndFlush(granted);
      }
    }

    private long slice(long longest, long wanted) {
      long moves = variation.knob().get();
      if (moves == 0) {
        pieces.clear();
        return Math.min(longest, wanted);
      }
      if (pieces.isEmpty()) {
        pieces.add(wanted);
      }
      long most = longest + moves;
      return pieces.next(most < 0 ? Long.MAX_VALUE : most, moves);
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      if (granted > 0) {
        if (!pieces.isEmpty()) {
          pieces.moved(moved);
        }
        pausing = moved == granted;
        pausedAt = now;
        granted = 0;
      }
      return 0;
    }

    @Override
    public Knob knob() {
      return bytes;
    }
  }
}
