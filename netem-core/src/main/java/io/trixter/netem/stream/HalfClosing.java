package io.trixter.netem.stream;

import java.io.IOException;
import java.io.OutputStream;

/** An output that can end its direction without ending the other. */
interface HalfClosing {
  /** Tells the reader that no more bytes follow. */
  void halfClose() throws IOException;

  /** Half-closes {@code out}, or flushes it if it cannot. */
  static void halfClose(OutputStream out) throws IOException {
    if (out instanceof HalfClosing halfClosing) {
      halfClosing.halfClose();
    } else {
      out.flush();
    }
  }
}
