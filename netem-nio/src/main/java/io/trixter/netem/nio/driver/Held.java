package io.trixter.netem.nio.driver;

import java.nio.ByteBuffer;

/** What a delay line holds: a chunk, a part of a long one, or the half-close. */
final class Held {
  private static final int OVERHEAD = 128;

  final ByteBuffer bytes; // null for the half-close
  final long enteredAt;
  final double stray; // of the jitter, from -1 to 1
  Held next;

  Held(ByteBuffer bytes, long enteredAt, double stray) {
    this.bytes = bytes;
    this.enteredAt = enteredAt;
    this.stray = stray;
  }

  /** What it costs of the window and the budget. */
  long cost() {
    return cost(bytes == null ? 0 : bytes.capacity());
  }

  /** What {@code capacity} bytes in one piece cost. */
  static long cost(int capacity) {
    return OVERHEAD + capacity;
  }
}
