package io.trixter.netem.stream;

import io.trixter.netem.kernel.KillSwitch;
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

    /** What an operation of a closed chain fails with. */
    default IOException closed() {
      return new IOException("Stream closed");
    }
  }

  private final Bottom bottom;
  private final List<Pause> pauses = new CopyOnWriteArrayList<>();
  private volatile KillSwitch killSwitch;

  /**
   * No volatile, so that a fault that is off costs one such read and no more. A thread that waits
   * sees it by the lock of its pause; any other does soon, and meets the bottom's own end till
   * then.
   */
  private boolean over;

  Fate(Bottom bottom) {
    this.bottom = bottom;
  }

  void add(Pause pause) {
    pauses.add(pause);
  }

  boolean isOver() {
    return over;
  }

  /** The chain is being closed: whoever waits in it fails. */
  void close() {
    over = true;
    pauses.forEach(Pause::wake);
  }

  /** A wire was pulled: whoever waits fails with the wire's exception, and the bottom ends. */
  void end(KillSwitch pulled) {
    if (over) {
      return;
    }
    killSwitch = pulled;
    close();
    try {
      bottom.end(pulled.resets());
    } catch (IOException | RuntimeException ignored) {
      // it has ended either way
    }
  }

  boolean isTripped() {
    return killSwitch != null;
  }

  /** What a failure below is to the caller: the wire's, if one was pulled. */
  IOException explained(IOException thrown) {
    KillSwitch pulled = killSwitch;
    return pulled == null ? thrown : pulled.failure();
  }

  /** Fails if the chain has ended. */
  void check() throws IOException {
    if (over) {
      throw explained(bottom.closed());
    }
  }
}
