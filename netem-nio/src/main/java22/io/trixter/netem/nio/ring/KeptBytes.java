package io.trixter.netem.nio.ring;

import java.nio.ByteBuffer;

/**
 * What a socket has received and nobody has read yet, in the provided buffers of its ring, one
 * behind another. Confined to the loop's thread.
 */
final class KeptBytes {
  private static final int NONE = -1;

  private int first = NONE;
  private int last;

  boolean isEmpty() {
    return first == NONE;
  }

  /** Keeps the first {@code length} bytes of {@code buffer}, behind all others. */
  void add(BufferRing buffers, int buffer, int length) {
    buffers.buffer(buffer).limit(length).position(0);
    if (first == NONE) {
      first = buffer;
    } else {
      buffers.follow(last, buffer);
    }
    last = buffer;
  }

  /**
   * Moves bytes into {@code one}, or into {@code several} if that is null, as many as there is room
   * for; recycles the buffers that are empty then. Returns how many.
   */
  long read(BufferRing buffers, ByteBuffer one, ByteBuffer[] several) {
    long sum = 0;
    while (first != NONE) {
      ByteBuffer from = buffers.buffer(first);
      sum += Buffers.copy(from, one, several);
      if (from.hasRemaining()) {
        return sum;
      }
      recycleFirst(buffers);
    }
    return sum;
  }

  /** Forgets all, and recycles the buffers. */
  void drop(BufferRing buffers) {
    while (first != NONE) {
      recycleFirst(buffers);
    }
  }

  private void recycleFirst(BufferRing buffers) {
    int next = first == last ? NONE : buffers.follower(first);
    buffers.recycle(first);
    first = next;
  }
}
