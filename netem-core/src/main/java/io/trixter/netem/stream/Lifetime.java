package io.trixter.netem.stream;

import io.trixter.netem.kernel.KillSwitch;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Whether the wrappers around one stream, or both streams of one socket, are still open, and if
 * not, why. Wakes those who wait in them when that changes. Safe for any thread.
 */
final class Lifetime {
  /** What the wrappers stand around: a stream, a socket, or a delay line. */
  interface Bottom {
    /** Closes it; where {@code reset} and it knows one, so that the peer sees a reset. */
    void close(boolean reset) throws IOException;

    /** Ends the direction of {@code out}, its output, or flushes it where that is not to be had. */
    default void halfClose(OutputStream out) throws IOException {
      out.flush();
    }

    /** Closes it because a fault has ended the connection; what is on its way is lost. */
    default void finish(boolean reset) throws IOException {
      close(reset);
    }

    /** Closes it at once, because {@code cause} was triggered. */
    default void kill(KillSwitch cause) throws IOException {
      close(cause.resets());
    }

    /** Returns what an operation fails with once its caller has closed the stream. */
    default IOException closed() {
      return new IOException("Stream closed");
    }

    /** Whether closing it would drop what is on its way, as a linger of 0 does. */
    default boolean closesAbruptly() {
      return false;
    }

    /** Wakes a thread that reads from it; nothing is read any more. */
    default void stopReading() {}
  }

  private enum State {
    OPEN,
    /** A fault has ended the connection: what is written vanishes, what is read is the end. */
    FINISHED,
    /** Like FINISHED, with a reset. */
    RESET,
    CLOSED,
    KILLED
  }

  private final Bottom bottom;
  private final List<Pause> pauses = new CopyOnWriteArrayList<>();
  private final List<Lifetime> outer = new CopyOnWriteArrayList<>(); // above delay lines on this
  private final List<Membership> memberships = new ArrayList<>();
  private volatile State state = State.OPEN;
  private volatile KillSwitch killSwitch;

  Lifetime(Bottom bottom) {
    this.bottom = bottom;
  }

  /** One of the kill switches that may end it, which know it weakly. */
  private final class Membership implements KillSwitch.Member {
    private final KillSwitch joined;
    private final Expiry expiry;

    Membership(KillSwitch joined, Clock clock) {
      this.joined = joined;
      expiry = new Expiry(joined, clock);
    }

    void leave() {
      joined.leave(this);
      expiry.stop();
    }

    @Override
    public void triggered(KillSwitch cause) {
      kill(cause);
    }

    @Override
    public void timeSet() {
      expiry.start();
    }
  }

  /**
   * Lets {@code joined} end it from now on, or at once if it has been triggered; its time is kept
   * by {@code clock}.
   */
  void join(KillSwitch joined, Clock clock) {
    Membership membership = new Membership(joined, clock);
    synchronized (this) {
      memberships.add(membership);
    }
    joined.join(membership);
    membership.expiry.start();
  }

  /** Wakes {@code pause} when it ends. */
  void add(Pause pause) {
    pauses.add(pause);
  }

  /** Ends {@code above}, which stands on this one, when this one ends. */
  void addOuter(Lifetime above) {
    outer.add(above);
  }

  Bottom bottom() {
    return bottom;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Whether a fault has ended the stream, and neither a kill switch nor its caller has. */
  boolean isFinished() {
    State now = state;
    return now == State.FINISHED || now == State.RESET;
  }

  /** Whether it was closed or killed. */
  boolean isOver() {
    return state.compareTo(State.CLOSED) >= 0;
  }

  /** Fails if it was closed or killed. */
  void check() throws IOException {
    if (isOver()) {
      throw explained(bottom.closed());
    }
  }

  /** Returns what a failure below is to the caller: the kill switch's, if one was triggered. */
  IOException explained(IOException thrown) {
    KillSwitch triggered = killSwitch;
    return triggered == null ? thrown : triggered.failure();
  }

  /** Returns -1, the end that a fault made, or fails with the reset that it made. */
  int finished() throws IOException {
    if (state == State.RESET) {
      throw new SocketException("Connection reset");
    }
    return -1;
  }

  /** Closes the bottom as the caller wants; operations that wait fail, and all later ones. */
  void close() throws IOException {
    if (become(State.CLOSED, null)) {
      try {
        bottom.close(false);
      } finally {
        for (Lifetime each : outer) {
          each.close();
        }
      }
    }
  }

  /** Ends the stream as a fault wants that lets no operation fail but reads after a reset. */
  void finish(boolean reset) throws IOException {
    if (!isFinished() && become(reset ? State.RESET : State.FINISHED, null)) {
      try {
        bottom.finish(reset);
      } finally {
        for (Lifetime each : outer) {
          each.finish(reset);
        }
      }
    }
  }

  /** Fails all operations with the exception of {@code cause}, and closes the bottom. */
  void kill(KillSwitch cause) {
    boolean drains = state == State.CLOSED;
    boolean first = become(State.KILLED, cause);
    if (first || drains) {
      try {
        bottom.kill(cause);
      } catch (IOException | RuntimeException ignored) {
        // it has ended either way
      }
    }
    if (first) {
      outer.forEach(each -> each.kill(cause));
    }
  }

  /** Changes the state, once for each, and tells those whom that concerns. */
  private boolean become(State next, KillSwitch cause) {
    List<Membership> left;
    synchronized (this) {
      if (isOver() || next == state) {
        return false;
      }
      killSwitch = cause;
      state = next;
      left = isOver() ? List.copyOf(memberships) : List.of();
    }
    left.forEach(Membership::leave);
    pauses.forEach(Pause::wake);
    return true;
  }
}
