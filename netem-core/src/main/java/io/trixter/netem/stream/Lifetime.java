package io.trixter.netem.stream;

import io.trixter.netem.kernel.KillSwitch;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the wrappers around one stream, or both streams of one socket, are still open, and if
 * not, why. Wakes those who wait in them when that changes. Safe for any thread.
 */
final class Lifetime {
  /** What the wrappers stand around. */
  interface Bottom {
    /** Closes it; where {@code reset} and it knows one, so that the peer sees a reset. */
    void close(boolean reset) throws IOException;

    /** Returns what an operation fails with once its caller has closed the stream. */
    default IOException closed() {
      return new IOException("Stream closed");
    }
  }

  private enum State {
    OPEN,
    /** A fault has ended the stream: what is written vanishes, what is read is the end. */
    FINISHED,
    CLOSED,
    KILLED
  }

  private final Bottom bottom;
  private final List<Pause> pauses = new CopyOnWriteArrayList<>();
  private final List<Membership> memberships = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile State state = State.OPEN;
  private volatile boolean reset; // by the fault that finished it
  private volatile KillSwitch killSwitch;

  Lifetime(Bottom bottom) {
    this.bottom = bottom;
  }

  /** One of the kill switches that may end it, which know it weakly. */
  private final class Membership implements KillSwitch.Member {
    private final KillSwitch joined;

    Membership(KillSwitch joined) {
      this.joined = joined;
    }

    @Override
    public void triggered() {
      kill(joined);
    }
  }

  /** Lets {@code joined} end it from now on, or at once if it has been triggered. */
  void join(KillSwitch joined) {
    Membership membership = new Membership(joined);
    lock.lock();
    try {
      memberships.add(membership);
    } finally {
      lock.unlock();
    }
    joined.join(membership);
  }

  /** Wakes {@code pause} when it ends. */
  void add(Pause pause) {
    pauses.add(pause);
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Whether a fault has ended the stream, and neither a kill switch nor its caller has. */
  boolean isFinished() {
    return state == State.FINISHED;
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
    if (reset) {
      throw new SocketException("Connection reset");
    }
    return -1;
  }

  /** Closes the bottom as the caller wants; operations that wait fail, and all later ones. */
  void close() throws IOException {
    if (become(State.CLOSED, null)) {
      bottom.close(false);
    }
  }

  /** Ends the stream as a fault wants that lets no operation fail but reads after a reset. */
  void finish(boolean withReset) throws IOException {
    reset = withReset;
    if (become(State.FINISHED, null)) {
      bottom.close(withReset);
    }
  }

  /** Fails all operations with the exception of {@code cause}, and closes the bottom. */
  void kill(KillSwitch cause) {
    if (become(State.KILLED, cause)) {
      try {
        bottom.close(cause.resets());
      } catch (IOException | RuntimeException ignored) {
        // it has ended either way
      }
    }
  }

  private boolean become(State next, KillSwitch cause) {
    List<Membership> left;
    lock.lock();
    try {
      if (isOver() || next == state) {
        return false;
      }
      killSwitch = cause;
      state = next;
      left = next == State.FINISHED ? List.of() : List.copyOf(memberships);
    } finally {
      lock.unlock();
    }
    left.forEach(membership -> membership.joined.leave(membership));
    pauses.forEach(Pause::wake);
    return true;
  }
}
