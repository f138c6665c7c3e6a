package io.trixter.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Bytes that depend on their place, so that one lost, doubled or moved does not go unseen. */
final class Payload {
  private static final int BLOCK = 64 << 10;

  private final long seed;
  private final byte[] block = new byte[BLOCK];

  Payload(long seed) {
    this.seed = seed;
  }

  /** The first {@code bytes} of it. */
  static byte[] of(long seed, int bytes) {
    byte[] all = new byte[bytes];
    Payload payload = new Payload(seed);
    for (int at = 0; at < bytes; at += BLOCK) {
      payload.fill(at);
      System.arraycopy(payload.block, 0, all, at, Math.min(BLOCK, bytes - at));
    }
    return all;
  }

  void send(OutputStream out, long bytes) throws IOException {
    send(out, bytes, at -> {});
  }

  /** Sends in blocks, and tells how far it has come before each. */
  void send(OutputStream out, long bytes, LongConsumer progress) throws IOException {
    for (long at = 0; at < bytes; at += BLOCK) {
      progress.accept(at);
      fill(at);
      out.write(block, 0, (int) Math.min(BLOCK, bytes - at));
    }
  }

  /** Reads {@code bytes} and compares each. */
  void verify(InputStream in, long bytes) throws IOException {
    byte[] read = new byte[BLOCK];
    for (long at = 0; at < bytes; at += BLOCK) {
      int wanted = (int) Math.min(BLOCK, bytes - at);
      int got = in.readNBytes(read, 0, wanted);
      fill(at);
      int difference = Arrays.mismatch(read, 0, got, block, 0, got);
      if (difference >= 0) {
        throw new AssertionError("byte " + (at + difference) + " of " + bytes + " differs");
      }
      if (got < wanted) {
        throw new EOFException("only " + (at + got) + " of " + bytes + " bytes came");
      }
    }
  }

  /** Reads to the end and compares each byte; returns how many there were. */
  long verifyAll(InputStream in) throws IOException {
    byte[] read = new byte[BLOCK];
    for (long at = 0; ; at += BLOCK) {
      int got = in.readNBytes(read, 0, BLOCK);
      fill(at);
      int difference = Arrays.mismatch(read, 0, got, block, 0, got);
      if (difference >= 0) {
        throw new AssertionError("byte " + (at + difference) + " differs");
      }
      if (got < BLOCK) {
        return at + got;
      }
    }
  }

  private void fill(long at) {
    ByteBuffer longs = ByteBuffer.wrap(block);
    for (long i = at / Long.BYTES; longs.hasRemaining(); i++) {
      long z = (i + seed) * 0x9e3779b97f4a7c15L;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      longs.putLong(z ^ (z >>> 27));
    }
  }
}
