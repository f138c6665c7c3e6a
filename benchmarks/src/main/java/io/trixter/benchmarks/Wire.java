package io.trixter.benchmarks;

import java.io.InputStream;
import java.io.OutputStream;

/** The ends of a network that costs nothing: a few nanoseconds an operation. */
final class Wire {
  private Wire() {}

  /** Has the same bytes for ever. */
  static final class Source extends InputStream {
    private final byte[] block;
    private byte next;

    Source(int blockSize) {
      block = new byte[blockSize];
    }

    @Override
    public int read() {
      return next++ & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) {
      int n = Math.min(len, block.length);
      System.arraycopy(block, 0, b, off, n);
      return n;
    }
  }

  /** Keeps the last block. */
  static final class Sink extends OutputStream {
    private final byte[] block;
    private int last;

    Sink(int blockSize) {
      block = new byte[blockSize];
    }

    @Override
    public void write(int b) {
      last = b;
    }

    @Override
    public void write(byte[] b, int off, int len) {
      System.arraycopy(b, off, block, 0, Math.min(len, block.length));
    }

    @Override
    public String toString() {
      return "Sink(" + last + ")";
    }
  }
}
