package io.trixter.netem.nio.loop;

/**
 * Counts of bytes as handlers take them. Those that messages have are made once, so that traffic
 * allocates nothing; above 16 KiB each is made anew. Any thread: of two that are made at once
 * either will do.
 */
final class BoxedCounts {
  private static final int MOST = 16 << 10;
  private static final Integer[] MADE = new Integer[MOST + 1];

  private BoxedCounts() {}

  /** The count as an object. */
  static Integer of(int bytes) {
    if (bytes < 0 || bytes > MOST) {
      return bytes;
    }
    Integer made = MADE[bytes];
    if (made == null) {
      made = bytes;
      MADE[bytes] = made;
    }
    return made;
  }
}
