package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What one loop waits on: it makes the loop's sockets and reports which of them are ready. Confined
 * to the loop's thread, except where a method says otherwise.
 */
public abstract class Poller {
  private static final int MOST_READY = 1024;

  private final Selectable[] ready = new Selectable[MOST_READY];
  private int found;
  private int taken;

  /** A poller of no sockets. */
  protected Poller() {}

  /**
   * Opens a socket that is not connected. Any thread.
   *
   * @param family IPv4 or IPv6 alone; null for the system's default, which is both
   * @throws UnsupportedOperationException if the system has no such family
   */
  public abstract LoopSocket openSocket(ProtocolFamily family) throws IOException;

  /** Opens a socket to listen with, not yet bound; otherwise as {@link #openSocket}. Any thread. */
  public abstract LoopServerSocket openServerSocket(ProtocolFamily family) throws IOException;

  /**
   * Waits until a socket is ready, {@code nanos} have passed, or {@link #wakeup} is called; 0 only
   * looks. Never fires early, and may end sooner where {@code hasWork} says so.
   *
   * @param nanos how long to wait; {@link TimerHeap#NEVER} is for ever
   */
  public abstract void poll(long nanos, BooleanSupplier hasWork) throws IOException;

  /** Ends a wait that goes on, or the next one. Any thread. */
  public abstract void wakeup();

  /** Whether the next poll must not wait, because it has a socket to close. */
  public abstract boolean hasClosing();

  /**
   * Makes up for what may have been lost when memory ran out in the midst of a method. If this
   * throws, nothing has changed.
   */
  public abstract void rebuild() throws IOException;

  /** Calls {@code action} with each socket that it may report. */
  public abstract void forEach(Consumer<Selectable> action);

  /** Lets go of everything. */
  public abstract void close();

  /**
   * Notes, during a poll, that {@code selectable} is ready. Without room the next poll has to
   * report it once more.
   */
  protected final void report(Selectable selectable, int readyOps) {
    if (hasRoom()) {
      selectable.readyOps |= readyOps;
      ready[found++] = selectable;
    }
  }

  /** Whether {@link #report} can note one more. */
  protected final boolean hasRoom() {
    return found < MOST_READY;
  }

  /** Whether sockets that the last poll found ready are being served. */
  protected final boolean isServing() {
    return found > 0;
  }

  /** How many were found ready and not yet taken. */
  final int readyCount() {
    return found - taken;
  }

  /** Takes the next that is ready; null if there is none left. */
  final Selectable next() {
    if (taken == found) {
      taken = 0;
      found = 0;
      return null;
    }
    Selectable next = ready[taken];
    ready[taken++] = null;
    return next;
  }
}
