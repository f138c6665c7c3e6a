package io.trixter.netem.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/**
 * The read timeout of one socket, shared by the wrappers of its input: the outermost one starts it
 * for each operation, so that what the faults wait counts as what the socket waits does. For the
 * reading thread; any thread may set it.
 */
final class Deadline {
  /** The timeout of what has none. */
  static final Deadline NONE = new Deadline(SystemClock.INSTANCE, null, 0);

  private static final long MILLISECOND = 1_000_000;

  private final Clock clock;
  private final Socket socket;
  private volatile int millis;
  private Thread timed; // whose operation it is; only ever compared with the thread that asks
  private long nanos;
  private long startedAt;

  /** The timeout of {@code socket}, which stands at {@code millis}; 0 is none. */
  Deadline(Clock clock, Socket socket, int millis) {
    this.clock = clock;
    this.socket = socket;
    this.millis = millis;
  }

  int millis() {
    return millis;
  }

  /** Sets the timeout from the next operation on. */
  synchronized void setMillis(int timeout) throws SocketException {
    socket.setSoTimeout(timeout);
    millis = timeout;
  }

  /**
   * Starts the clock for an operation of a wrapper, unless an outer one has.
   *
   * @return whether it did, and is to {@link #stop} it
   */
  boolean start() {
    if (this == NONE || timed == Thread.currentThread()) {
      return false;
    }
    nanos = millis * MILLISECOND;
    startedAt = nanos == 0 ? 0 : clock.now();
    timed = Thread.currentThread();
    return true;
  }

  void stop() {
    timed = null;
  }

  /** Whether the calling thread's operation is not timed. */
  boolean isIdle() {
    return timed != Thread.currentThread() || nanos == 0;
  }

  /** Nanoseconds that are left, above 0; {@code Long.MAX_VALUE} without a timeout. */
  long left() throws SocketTimeoutException {
    if (isIdle()) {
      return Long.MAX_VALUE;
    }
    long left = nanos - (clock.now() - startedAt);
    if (left <= 0) {
      throw new SocketTimeoutException("Read timed out");
    }
    return left;
  }

  /** Reads from the socket's own input, for no longer than is left. */
  int read(InputStream raw, byte[] b, int off, int len) throws IOException {
    if (this == NONE) {
      return raw.read(b, off, len);
    }
    long left = left();
    int leftMillis = left == Long.MAX_VALUE ? 0 : (int) ((left + MILLISECOND - 1) / MILLISECOND);
    if (leftMillis == 0 || leftMillis == millis) {
      return raw.read(b, off, len);
    }
    lend(leftMillis);
    try {
      return raw.read(b, off, len);
    } finally {
      restore();
    }
  }

  private synchronized void lend(int leftMillis) throws SocketException {
    socket.setSoTimeout(leftMillis);
  }

  private synchronized void restore() {
    try {
      socket.setSoTimeout(millis);
    } catch (SocketException ignored) {
      // closed meanwhile
    }
  }
}
