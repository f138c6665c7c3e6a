package io.trixter.netem.nio.stress;

import java.nio.ByteBuffer;

/**
 * An endless stream of bytes each of which tells its place: one lost, moved or repeated is seen.
 */
final class CodedStream {
  private final long key;

  CodedStream(long key) {
    this.key = key;
  }

  private byte at(long place) {
    long word = key + (place >>> 3);
    word = (word ^ (word >>> 30)) * 0xbf58476d1ce4e5b9L;
    word = (word ^ (word >>> 27)) * 0x94d049bb133111ebL;
    return (byte) ((word ^ (word >>> 31)) >>> ((place & 7) << 3));
  }

  /** Puts the bytes from {@code place} on between two indices of {@code buffer}. */
  void put(ByteBuffer buffer, int from, int to, long place) {
    for (int i = from; i < to; i++) {
      buffer.put(i, at(place + i - from));
    }
  }

  /** The first index whose byte is not that of its place; -1 if there is none. */
  int mismatch(ByteBuffer buffer, int from, int to, long place) {
    ByteBuffer whole = buffer.duplicate().clear();
    for (int i = from; i < to; i++) {
      if (whole.get(i) != at(place + i - from)) {
        return i;
      }
    }
    return -1;
  }
}
