package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Flips bits, as broken cables, memory or middleboxes do where no checksum notices: in each byte
 * that is read or written, with the given probability, one bit of the eight, each as likely. Bytes
 * are neither added, lost nor reordered, and the caller's own array or buffer of a write stays as
 * it is. A flush and the half-close pass.
 *
 * <p>Chance is drawn by the position of a byte in its direction of its stream, so a seed flips the
 * same bits however the stream is cut into reads and writes. Bytes that are skipped count. Those
 * that pass while the probability is 0.0 do not. Once the probability is set to another value the
 * next flip is drawn anew, from the byte that is next.
 *
 * <p>A probability of 0.0 is off and draws nothing. Setting it meets the next bytes. Each stream
 * draws from a generator of its own. Safe for any thread.
 */
public final class BitFlipper extends Fault {
  private static final int MOST_COPIED = 16 << 10;

  private final DynamicProbability probability;

  /**
   * Flips a bit of each byte with {@code probability}, by the seed of this run.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0
   */
  public BitFlipper(double probability) {
    this(new DynamicProbability(probability));
  }

  /** Flips bits as {@code probability} says, a knob that others may share. */
  public BitFlipper(DynamicProbability probability) {
    this.probability = Objects.requireNonNull(probability, "probability");
  }

  /**
   * Like {@link #BitFlipper(double)}, with draws from {@code seed}, all 64 bits. In a factory the
   * factory's seed is drawn from instead.
   *
   * @throws IllegalArgumentException if {@code probability} is not between 0.0 and 1.0
   */
  public BitFlipper(double probability, long seed) {
    this(new DynamicProbability(probability), seed);
  }

  /**
   * Like {@link #BitFlipper(DynamicProbability)}, with draws from {@code seed}, all 64 bits. In a
   * factory the factory's seed is drawn from instead.
   */
  public BitFlipper(DynamicProbability probability, long seed) {
    super(seed);
    this.probability = Objects.requireNonNull(probability, "probability");
  }

  /**
   * Sets the probability; it meets the next bytes.
   *
   * @throws IllegalArgumentException if it is not between 0.0 and 1.0; it stays what it was
   */
  public void set(double probability) {
    this.probability.set(probability);
  }

  @Override
  public Rules rules(RandomSource source) {
    Knob knob = probability.knob();
    return Rules.of("BitFlipper")
        .reading(new Reading(knob, new Flips(knob, source, Op.READ)))
        .writing(new Writing(knob, new Flips(knob, source, Op.WRITE)))
        .drawnFrom(source);
  }

  private static final class Reading extends Rule {
    private final Knob probability;
    private final Flips flips;
    private long at; // position of the next byte that is shown

    Reading(Knob probability, Flips flips) {
      this.probability = probability;
      this.flips = flips;
    }

    @Override
    public boolean isOff() {
      return probability.get() == 0;
    }

    @Override
    public void begin(Op op) {
      at = position();
    }

    @Override
    public void read(ByteBuffer bytes) {
      flips.heedKnob();
      while (bytes.hasRemaining()) {
        int n = (int) flips.clear(bytes.remaining());
        if (n > 0) {
          bytes.position(bytes.position() + n);
          flips.passed(n, at);
          at += n;
        } else {
          bytes.put((byte) (bytes.get(bytes.position()) ^ flips.draw(1)[0]));
          flips.passed(1, at++);
        }
      }
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      if (op == Op.SKIP && moved > 0) {
        flips.heedKnob();
        flips.skip(moved);
      }
      return 0;
    }
  }

  /** Replaces chunks that have a flip, so that the flips do not cut the stream. */
  private static final class Writing extends Rule {
    private final Knob probability;
    private final Flips flips;
    private ByteBuffer copy;

    Writing(Knob probability, Flips flips) {
      this.probability = probability;
      this.flips = flips;
    }

    @Override
    public boolean isOff() {
      return probability.get() == 0;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      flips.heedKnob();
      long clear = op == Op.WRITE ? flips.clear(wanted) : wanted;
      if (clear == wanted) {
        step.move(wanted);
        return;
      } else if (clear >= MOST_COPIED) {
        step.move(clear - clear % MOST_COPIED);
        return;
      }
      ByteBuffer content = step.content();
      int bytes = Math.min(content.remaining(), MOST_COPIED);
      if (clear >= bytes) {
        step.move(bytes);
      } else {
        step.replace(flipped(content, bytes));
      }
    }

    private ByteBuffer flipped(ByteBuffer content, int bytes) {
      if (copy == null || copy.capacity() < bytes) {
        copy = ByteBuffer.allocate(bytes);
      }
      byte[] array = copy.array();
      content.get(array, 0, bytes);
      byte[] masks = flips.draw(bytes);
      for (int i = 0; i < bytes; i++) {
        array[i] ^= masks[i];
      }
      return copy.clear().limit(bytes);
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      flips.passed(moved, position() - moved);
      return 0;
    }
  }
}
