package io.trixter.netem.kernel;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Cuts a chunk in pieces. A part that is too long is halved, the cut moved at random, and each half
 * is treated likewise when it is its turn; what is left of the chunk is kept here as such parts.
 *
 * <p>Confined to the driver of one rule.
 */
public final class Pieces {
  private static final int USUAL_DEPTH = 32;

  private final RandomSource source;
  private SplittableRandom random;
  private long[] parts = {}; // the last one is next
  private int size;
  private long piece; // what is left of the piece that leaves now

  /** Pieces whose cuts {@code source} moves. */
  public Pieces(RandomSource source) {
    this.source = source;
  }

  /** Returns whether nothing is left. */
  public boolean isEmpty() {
    return size == 0 && piece == 0;
  }

  /** Forgets what is left. */
  public void clear() {
    size = 0;
    piece = 0;
  }

  /** Adds a chunk of {@code bytes} bytes, which must be above 0. */
  public void add(long bytes) {
    if (size == parts.length) {
      parts = Arrays.copyOf(parts, Math.max(USUAL_DEPTH, 2 * size));
    }
    parts[size++] = bytes;
  }

  /** Makes what is left one piece. */
  public void join() {
    while (size > 0) {
      piece += parts[--size];
    }
  }

  /**
   * Returns the length of the piece that leaves now, or of what is left of it; there must be one.
   *
   * @param longest how long a piece may be, above 0
   * @param variation by how much a cut moves, either way
   */
  public long next(long longest, long variation) {
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

  /** Hears that {@code bytes} of the piece have left. */
  public void moved(long bytes) {
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
