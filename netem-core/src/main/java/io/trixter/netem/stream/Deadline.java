package io.trixter.netem.stream;

import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * The read timeout of one socket, shared by the layers of its input: the outermost layer starts it
 * for each operation, so that what the faults wait counts as what the socket waits does. For the
 * reading thread.
 */
final class Deadline {
  /** The timeout of a stream that has none. */
  static final Deadline NONE = new Deadline(SystemClock.INSTANCE, () -> 0);

  /** Where the timeout stands, in milliseconds; 0 is none. */
  interface Timeout {
    int millis() throws IOException;
  }

  private static final long MILLISECOND = 1_000_000;

  private final Clock clock;
  private final Timeout timeout;
  private int depth;
  private long nanos;
  private long startedAt;

  Deadline(Clock clock, Timeout timeout) {
    this.clock = clock;
    this.timeout = timeout;
  }

  /** A layer begins an operation; the outermost starts the clock. */
  void enter() throws IOException {
    if (this != NONE && depth++ == 0) {
      nanos = timeout.millis() * MILLISECOND;
      startedAt = nanos == 0 ? 0 : clock.now();
    }
  }

  /** A layer has ended its operation. */
  void exit() {
    if (this != NONE) {
      depth--;
    }
  }

  /** Nanoseconds that are left, above 0; {@code Long.MAX_VALUE} without a timeout. */
  long left() throws SocketTimeoutException {
    if (depth == 0 || nanos == 0) {
      return Long.MAX_VALUE;
    }
    long left = nanos - (clock.now() - startedAt);
    if (left <= 0) {
      throw new SocketTimeoutException("Read timed out");
    }
    return left;
  }

  /** Milliseconds that are left, rounded up; 0 without a timeout. */
  int millisLeft() throws SocketTimeoutException {
    long left = left();
    return left == Long.MAX_VALUE ? 0 : (int) ((left + MILLISECOND - 1) / MILLISECOND);
  }
}
