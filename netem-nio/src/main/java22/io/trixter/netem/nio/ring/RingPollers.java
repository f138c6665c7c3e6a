package io.trixter.netem.nio.ring;

import io.trixter.netem.nio.loop.Poller;
import io.trixter.netem.nio.loop.Pollers;
import java.io.IOException;

/** Loops over io_uring. Any thread. */
public final class RingPollers implements Pollers {
  private static final class Probed {
    static final String REASON = Probe.reason();

    static {
      if (REASON == null) {
        // loads what tells of errors: without descriptors left the JVM may find no class
        Errno.ofAccept(Errno.EAGAIN);
      }
    }
  }

  private RingPollers() {}

  /**
   * Returns the pollers, once it is known that this system lets them work.
   *
   * @throws UnsupportedOperationException with the reason if it does not
   */
  public static Pollers get() {
    if (Probed.REASON != null) {
      throw new UnsupportedOperationException(Probed.REASON);
    }
    return new RingPollers();
  }

  @Override
  public Poller open() throws IOException {
    return new RingPoller();
  }
}
