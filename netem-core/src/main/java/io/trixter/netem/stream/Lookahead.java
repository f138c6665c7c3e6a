package io.trixter.netem.stream;

import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * What was read of a stream before the read that it is for began: a byte, the end or a failure.
 * Confined to its driver.
 */
final class Lookahead {
  /** How the stream is read. */
  interface Source {
    /** Reads as {@link java.io.InputStream#read(byte[], int, int)} does. */
    int read(byte[] b, int off, int len) throws IOException;
  }

  private final byte[] one = new byte[1];
  private int came;
  private IOException failure;

  private Lookahead() {}

  /** Waits for a byte, the end or a reset; a timeout or an interrupt is thrown at once. */
  static Lookahead of(Source source) throws IOException {
    Lookahead ahead = new Lookahead();
    try {
      ahead.came = source.read(ahead.one, 0, 1);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      ahead.failure = e;
    }
    return ahead;
  }

  /** Whether it is a byte. */
  boolean isByte() {
    return failure == null && came == 1;
  }

  /** Hands it on, as a read into {@code b} does. */
  int into(byte[] b, int off) throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (came == 1) {
      b[off] = one[0];
    }
    return came;
  }
}
