package io.trixter.netem.nio.ring;

/** Requests that complete at once. */
final class Requests {
  private Requests() {}

  /** Queues {@code count} that fail with EBADF; their user data counts from 0. */
  static void fail(Ring ring, int count) {
    for (int i = 0; i < count; i++) {
      ring.close(-1, i);
    }
  }
}
