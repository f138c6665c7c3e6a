package io.trixter.netem.kernel;

import java.util.SplittableRandom;

/** Random bytes that one number stands for, so that they can be made again. */
public final class Garbage {
  /** How many bytes there are at most. */
  public static final int MOST = 16384;

  static final String RANGE = "between 1 and " + MOST;

  private Garbage() {}

  /** Fills the first {@code bytes} bytes of {@code array} with those that {@code draw} makes. */
  public static void fill(byte[] array, int bytes, long draw) {
    SplittableRandom random = new SplittableRandom(draw);
    for (int i = 0; i < bytes; ) {
      long bits = random.nextLong();
      for (int j = 0; j < Long.BYTES && i < bytes; j++, i++) {
        array[i] = (byte) bits;
        bits >>>= Byte.SIZE;
      }
    }
  }
}
