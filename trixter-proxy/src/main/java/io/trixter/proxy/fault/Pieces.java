package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What is left of a chunk, in parts that are cut when it is their turn: a part that is too long is
 * halved, the cut moved at random, and each half treated likewise. Confined to the driver of one
 * rule.
 */
final class Pieces {
  private static final int USUAL_DEPTH = 32;

  private final RandomSource source;
  private SplittableRandom random;
  private long[] parts = new long[USUAL_DEPTH]; // the last one is next
  private int size;
  private long piece; // what is left of the piece that leaves now

  Pieces(RandomSource source) {
    this.source = source;
  }

  boolean isEmpty() {
    return size == 0 && piece == 0;
  }

  void clear() {
    size = 0;
    piece = 0;
  }

  void add(long bytes) {
    if (size == parts.length) {
      parts = Arrays.copyOf(parts, 2 * size);
    }
    parts[size++] = bytes;
  }

  /** Makes what is left one piece. */
  void join() {
    while (size > 0) {
      piece += parts[--size];
    }
  }

  /**
   * Returns the length of the piece that leaves now, or of what is left of it.
   *
   * @param longest how long a piece may be, above 0
   * @param variation by how much a cut moves, either way
   */
  long next(long longest, long variation) {
    if (piece == 0) {
      long part = parts[--size];
      while (part > longest) {
        long head = cut(part, variation);
        add(part - head);
        part = head;
      }
      piece = part;
    }
    return piece;
  }

  void moved(long bytes) {
    piece -= bytes;
  }

  private long cut(long part, long variation) {
    long half = part / 2;
    if (variation > 0) {
      half += draws().nextLong(-variation, variation); // below part: a longer one is not cut
    }
    return Math.max(1, Math.min(half, part - 1));
  }

  private SplittableRandom draws() {
    if (random == null) {
      random = source.random(Op.WRITE);
    }
    return random;
  }
}
