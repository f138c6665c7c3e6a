package io.trixter.netem.nio.ring;

/**
 * Waits until one socket has room for more to send.
 *
 * <p>A poll of the ring completes also when the peer half-closes, whatever events it is for, and
 * after that at once ({@code IO_POLL_UNMASK} in io_uring/poll.c). From then on the wait is a poll
 * that goes on: it tells of the half-close once, then of room, and is cancelled. Confined to the
 * loop's thread.
 */
final class RoomPoll {
  private final RingPoller poller;
  private final int fd;
  private final long userData;
  private boolean isAwaited;
  private boolean isPending; // with the kernel
  private boolean hasPeerHalfClosed; // as far as a poll has said

  RoomPoll(RingPoller poller, int fd, long userData) {
    this.poller = poller;
    this.fd = fd;
    this.userData = userData;
  }

  /** Asks for {@link #completed} to say once that there is room. */
  void await() {
    isAwaited = true;
    if (!isPending) {
      request();
    }
  }

  private void request() {
    if (hasPeerHalfClosed) {
      poller.ring.pollMultishot(fd, Uapi.POLLOUT, userData);
    } else {
      poller.ring.poll(fd, Uapi.POLLOUT, userData);
    }
    isPending = true;
  }

  /** Takes a completion; returns whether the awaited room, or an error, has come. */
  boolean completed(int result, boolean goesOn) {
    isPending = goesOn;
    hasPeerHalfClosed |= result > 0 && (result & Uapi.POLLRDHUP) != 0;
    boolean isFound = isAwaited && result != Uapi.POLLRDHUP && result != -Errno.ECANCELED;
    if (isFound) {
      isAwaited = false;
      cancel();
    } else if (isAwaited && !isPending) {
      request();
    }
    return isFound;
  }

  private void cancel() {
    if (isPending) {
      poller.cancel(userData);
    }
  }

  /** Whether the kernel has the poll, so that a completion is to come. */
  boolean isPending() {
    return isPending;
  }

  /** Forgets that room is awaited: the socket is closed. */
  void close() {
    isAwaited = false;
    cancel();
  }
}
