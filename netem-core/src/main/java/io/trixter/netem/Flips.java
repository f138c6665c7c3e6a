package io.trixter.netem;

import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which bits of one direction are flipped, by the position of their bytes. What is drawn for bytes
 * that have not passed yet is kept until they have. Confined to its rule.
 */
final class Flips {
  private static final int MOST_SKIPPED = 4096;

  private final Knob probability;
  private final RandomSource source;
  private final Op direction;
  private SplittableRandom random;
  private long drawnFor; // the knob's value
  private long gap = Long.MAX_VALUE; // bytes without a flip, behind those that are drawn
  private byte[] masks = {};
  private int drawn; // masks of the next bytes

  Flips(Knob probability, RandomSource source, Op direction) {
    this.probability = probability;
    this.source = source;
    this.direction = direction;
  }

  /** Draws anew if the probability is another one. */
  void heedKnob() {
    long value = probability.get();
    if (value != drawnFor) {
      drawnFor = value;
      drawn = 0;
      gap = gap();
    }
  }

  /**
   * Draws a number of bytes without a flip from the geometric distribution, by inversion: Devroye,
   * Non-Uniform Random Variate Generation (1986), X.2. {@code StrictMath}, because a seed means the
   * same everywhere.
   */
  private long gap() {
    double p = Double.longBitsToDouble(drawnFor);
    if (p == 0) {
      return Long.MAX_VALUE;
    }
    if (random == null) {
      random = source.random(direction);
    }
    return (long) (StrictMath.log(1 - random.nextDouble()) / StrictMath.log1p(-p));
  }

  /** How many of the next {@code most} bytes pass before one with a flip. */
  long clear(long most) {
    for (int i = 0; i < drawn && i < most; i++) {
      if (masks[i] != 0) {
        return i;
      }
    }
    return Math.min(most, drawn + Math.min(gap, most));
  }

  /** Returns what to flip in each of the next {@code bytes} bytes; until they have passed. */
  byte[] draw(int bytes) {
    if (masks.length < bytes) {
      masks = Arrays.copyOf(masks, bytes);
    }
    while (drawn < bytes) {
      int zeros = (int) Math.min(gap, bytes - drawn);
      Arrays.fill(masks, drawn, drawn + zeros, (byte) 0);
      drawn += zeros;
      gap -= zeros;
      if (drawn < bytes) {
        masks[drawn++] = (byte) (1 << random.nextInt(Byte.SIZE));
        gap = gap();
      }
    }
    return masks;
  }

  /**
   * Hears that {@code bytes} bytes have passed, of which all behind those drawn were clear.
   *
   * @param at the position of the first one
   */
  void passed(long bytes, long at) {
    int known = (int) Math.min(bytes, drawn);
    for (int i = 0; i < known && source.isTracked(); i++) {
      if (masks[i] != 0) {
        int bit = Integer.numberOfTrailingZeros(masks[i]);
        source.record(direction, at + i, FaultEvent.Kind.FLIP, bit, 0);
      }
    }
    forget(bytes, known);
  }

  private void forget(long bytes, int known) {
    System.arraycopy(masks, known, masks, 0, drawn - known);
    drawn -= known;
    gap -= bytes - known;
  }

  /** Hears that {@code bytes} bytes have passed, with flips that nobody sees. */
  void skip(long bytes) {
    for (long left = bytes; left > 0; ) {
      int next = (int) Math.min(left, MOST_SKIPPED);
      draw(next);
      forget(next, next);
      left -= next;
    }
  }
}
