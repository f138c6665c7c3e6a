package io.trixter.netem.stream;

import io.trixter.netem.kernel.Trip;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the layers of one chain share, and both directions of a socket: whether it has ended, why,
 * and who is to be woken then. Safe for any thread.
 */
final class Fate {
  /** Ends what is at the bottom of the chain. */
  interface Bottom {
    /** Closes it; where {@code reset} and it knows one, so that the peer sees a reset. */
    void end(boolean reset) throws IOException;
  }

  private final Bottom bottom;
  private final List<Pause> pauses = new CopyOnWriteArrayList<>();
  private volatile boolean closed;
  private volatile Trip trip;

  Fate(Bottom bottom) {
    this.bottom = bottom;
  }

  void add(Pause pause) {
    pauses.add(pause);
  }

  /** The chain is being closed: whoever waits in it fails. */
  void close() {
    closed = true;
    pauses.forEach(Pause::wake);
  }

  /** A wire was pulled: ends the bottom, and whoever waits fails with the wire's exception. */
  void end(Trip pulled) {
    trip = pulled;
    try {
      bottom.end(pulled.resets());
    } catch (IOException ignored) {
      // it has ended either way
    } finally {
      close();
    }
  }

  boolean isTripped() {
    return trip != null;
  }

  /** What a failure below is to the caller: the wire's, if one was pulled. */
  IOException explained(IOException thrown) {
    Trip pulled = trip;
    return pulled == null ? thrown : pulled.failure();
  }

  /** Fails if the chain has ended. */
  void check() throws IOException {
    if (closed) {
      throw explained(new IOException("Stream closed"));
    }
  }
}
