package io.trixter.netem.nio.ring;

import java.nio.ByteBuffer;

/** Bytes of a caller's buffers, which are {@code one}, or {@code several} if that is null. */
final class Buffers {
  private Buffers() {}

  /** How many bytes they hold, or have room for. */
  static long remaining(ByteBuffer one, ByteBuffer[] several) {
    if (several == null) {
      return one.remaining();
    }
    long sum = 0;
    for (ByteBuffer each : several) {
      sum += each.remaining();
    }
    return sum;
  }

  /** Moves as much of {@code from} into them as they have room for; returns how much. */
  static long copy(ByteBuffer from, ByteBuffer one, ByteBuffer[] several) {
    if (several == null) {
      return copy(from, one);
    }
    long sum = 0;
    for (ByteBuffer each : several) {
      sum += copy(from, each);
    }
    return sum;
  }

  private static int copy(ByteBuffer from, ByteBuffer to) {
    int n = Math.min(from.remaining(), to.remaining());
    int limit = from.limit();
    from.limit(from.position() + n);
    to.put(from);
    from.limit(limit);
    return n;
  }

  /** Copies all that they hold to the start of {@code to}, and leaves them as they are. */
  static int peek(ByteBuffer one, ByteBuffer[] several, ByteBuffer to) {
    if (several == null) {
      to.put(0, one, one.position(), one.remaining());
      return one.remaining();
    }
    int sum = 0;
    for (ByteBuffer each : several) {
      to.put(sum, each, each.position(), each.remaining());
      sum += each.remaining();
    }
    return sum;
  }

  /** Moves their positions on by {@code bytes}. */
  static void skip(int bytes, ByteBuffer one, ByteBuffer[] several) {
    if (several == null) {
      one.position(one.position() + bytes);
      return;
    }
    int left = bytes;
    for (ByteBuffer each : several) {
      int n = Math.min(left, each.remaining());
      each.position(each.position() + n);
      left -= n;
    }
  }
}
