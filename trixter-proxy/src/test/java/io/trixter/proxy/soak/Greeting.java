package io.trixter.proxy.soak;

import java.nio.ByteBuffer;

/** What a client sends first, by which the server knows whose it is, even if garbage precedes. */
final class Greeting {
  static final int LENGTH = 24;
  private static final long MAGIC = 0x7472_6978_7465_7221L;

  private final byte[] window = new byte[LENGTH];
  private long skipped = -LENGTH;

  static void write(long id, ByteBuffer into) {
    into.putLong(MAGIC).putLong(id).putLong(Pattern.mix(id));
  }

  /** Looks for a greeting; the place after it, or -1 if it is not among these bytes. */
  int find(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      System.arraycopy(window, 1, window, 0, LENGTH - 1);
      window[LENGTH - 1] = bytes[i];
      skipped++;
      if (isComplete()) {
        return i + 1;
      }
    }
    return -1;
  }

  private boolean isComplete() {
    ByteBuffer longs = ByteBuffer.wrap(window);
    return longs.getLong() == MAGIC && Pattern.mix(longs.getLong()) == longs.getLong();
  }

  long id() {
    return ByteBuffer.wrap(window).getLong(Long.BYTES);
  }

  /** How many bytes came before it. */
  long skipped() {
    return skipped;
  }
}
