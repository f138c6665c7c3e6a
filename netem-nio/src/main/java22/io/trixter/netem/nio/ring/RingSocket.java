package io.trixter.netem.nio.ring;

import io.trixter.netem.nio.loop.LoopSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/**
 * A socket whose readiness brings a result with it. Threads as {@link LoopSocket} says.
 *
 * <p>A wait for reading receives into a provided buffer of 4 KiB, which keeps the bytes until the
 * read copies them out. Where a peer sends small messages, one request receives again and again, a
 * buffer for each, and is cancelled when bytes come that nobody waits for. Where more comes at once
 * than a buffer holds, the wait is a poll, and the read a system call.
 *
 * <p>A request that receives again and again may miss the peer's reset, and its end: where one
 * comes together with bytes, the kernel takes the bytes and waits for more ({@code
 * io_poll_check_events} in io_uring/poll.c). So a poll waits for that beside it, and ends it.
 *
 * <p>A write of up to 4 KiB that is made while its loop serves several sockets is copied into a
 * slot, from which the kernel sends it; its result is found when it is tried again. Any other write
 * is a system call at once. Neither waits for room: a poll does.
 *
 * <p>So the kernel never owns a caller's buffer, and an idle socket owns none.
 */
final class RingSocket extends SystemCallSocket implements Completing {
  private static final int NO_SLOT = -1;

  /** After so many receives that got all there was, a request receives again and again. */
  private static final int STEADY = 4;

  /** Stands for a result that has not come, and is no errno. */
  private static final int PENDING = Integer.MIN_VALUE;

  private int number; // 0: it has made no request
  private int readRequest; // the kind of the one that is with the kernel; 0 is none
  private int writeRequest;
  private boolean closed;
  private boolean readyAgain; // the next poll reports it

  private boolean isLarge; // more comes at once than a provided buffer holds
  private int streak; // of receives that got all there was
  private boolean readAwaited;
  private boolean cancelling; // the receive
  private boolean hangUpAwaited; // by a poll
  private boolean hasHungUp; // the peer: it has ended or reset
  private final KeptBytes kept = new KeptBytes();
  private boolean moreBehind; // what is kept
  private int received = PENDING; // an end or an error that the reads to come find
  private int sent = PENDING; // what came of the last send
  private long sentIn; // the poll that found the last send completed
  private int connected = PENDING;
  private int slot = NO_SLOT; // the one that is being sent
  private RoomPoll roomPoll; // null until it has waited for room

  RingSocket(NativeSocket socket) {
    super(socket);
  }

  private RingPoller ring() {
    return (RingPoller) poller();
  }

  /** Returns the user data of a request that is about to be made. */
  private long userData(int kind) {
    if (number == 0) {
      number = ring().enter(this);
    }
    return RingPoller.userData(number, kind);
  }

  @Override
  public void completed(int kind, int result, int flags) {
    if (kind == POLL_OUT) {
      polledForRoom(result, (flags & Uapi.IORING_CQE_F_MORE) != 0);
      return;
    }
    if (kind == HANG_UP) {
      hungUp();
      return;
    }
    int op = SelectionKey.OP_WRITE;
    if (kind == readRequest) {
      op = SelectionKey.OP_READ;
      if ((flags & Uapi.IORING_CQE_F_MORE) == 0) {
        readRequest = 0;
        cancelling = false;
      }
    } else {
      writeRequest = 0;
    }
    switch (kind) {
      case RECEIVE -> received(result, flags);
      case SEND -> {
        ring().slots.release(slot);
        slot = NO_SLOT;
        sent = isPassing(result) ? 0 : result;
      }
      case CONNECT -> {
        connected = result;
        op = SelectionKey.OP_CONNECT;
      }
      default -> {} // the transfer finds out
    }
    if (closed) {
      leaveIfDone();
    } else if (kind != RECEIVE || hasReceived()) {
      ring().ready(this, op);
    } else if (readAwaited) {
      receiveAgain();
    }
  }

  private void polledForRoom(int result, boolean goesOn) {
    if (roomPoll.completed(result, goesOn)) {
      ring().ready(this, SelectionKey.OP_WRITE);
    } else if (closed) {
      leaveIfDone();
    }
  }

  private void hungUp() {
    hangUpAwaited = false;
    hasHungUp = true;
    if (closed) {
      leaveIfDone();
    } else {
      stopReceiving(); // to find the end behind what there is
    }
  }

  private void receiveAgain() {
    try {
      awaitReadable();
    } catch (IOException e) {
      received = 0; // closed meanwhile
    }
  }

  private void received(int result, int flags) {
    BufferRing buffers = ring().ring.buffers();
    int buffer = BufferRing.idOf(flags);
    if (buffer >= 0 && (closed || result <= 0)) {
      buffers.recycle(buffer);
    } else if (buffer >= 0) {
      kept.add(buffers, buffer, result);
      moreBehind = (flags & Uapi.IORING_CQE_F_SOCK_NONEMPTY) != 0;
      streak = moreBehind ? 0 : streak + 1;
    } else if (result != -Errno.ECANCELED && (result == -Errno.ENOBUFS || isPassing(result))) {
      isLarge = true; // the next wait takes no buffer
    } else if (result != -Errno.ECANCELED) {
      received = result;
    }
  }

  /** Whether there is something for a read: bytes, an end or an error. */
  private boolean hasReceived() {
    return !kept.isEmpty() || received != PENDING;
  }

  /** Whether a request failed for a reason that may pass, so that it is tried again. */
  private static boolean isPassing(int result) {
    return switch (-result) {
      case Errno.EINTR, Errno.EAGAIN, Errno.ENOMEM, Errno.ECANCELED -> true;
      default -> false;
    };
  }

  // waiting

  @Override
  protected void await(int op) throws IOException {
    ring().checkUsable();
    if (op == SelectionKey.OP_READ) {
      awaitReadable();
    } else if (writeRequest == 0) {
      if (roomPoll == null) {
        roomPoll = new RoomPoll(ring(), socket.fd(), userData(POLL_OUT));
      }
      roomPoll.await();
    }
  }

  private void awaitReadable() throws IOException {
    readAwaited = true;
    if (hasReceived()) {
      if (!readyAgain) {
        ring().readableLater(this);
        readyAgain = true;
      }
    } else if (readRequest == 0) {
      request(socket.fd());
    }
  }

  private void request(int fd) {
    Ring ring = ring().ring;
    if (isLarge) {
      ring.poll(fd, Uapi.POLLIN | Uapi.POLLRDHUP, userData(POLL_IN));
      readRequest = POLL_IN;
    } else {
      if (streak < STEADY || hasHungUp) {
        ring.receive(fd, true, userData(RECEIVE));
      } else {
        awaitHangUp(fd);
        ring.receiveMultishot(fd, true, userData(RECEIVE));
      }
      readRequest = RECEIVE;
    }
  }

  private void awaitHangUp(int fd) {
    if (!hangUpAwaited) {
      ring().ring.poll(fd, Uapi.POLLRDHUP, userData(HANG_UP));
      hangUpAwaited = true;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Receives no more bytes that nobody waits for: they stay with the system, and then the peer.
   */
  @Override
  protected void served(int op, boolean wasAwaited) {
    if (op == SelectionKey.OP_READ) {
      readAwaited = false;
      if (!wasAwaited) {
        stopReceiving();
      }
    }
  }

  private void stopReceiving() {
    streak = 0;
    if (readRequest == RECEIVE && !cancelling) {
      cancelling = true;
      ring().cancel(RingPoller.userData(number, RECEIVE));
    }
  }

  /** Notes that the poll that {@link RingPoller#readableLater} asked for reports it. */
  void reportedAgain() {
    readyAgain = false;
  }

  // transfers

  @Override
  protected long read(ByteBuffer one, ByteBuffer[] several) throws IOException {
    ring().checkUsable();
    if (!kept.isEmpty()) {
      return socket.isInputShut() ? dropKept() : readKept(one, several);
    }
    if (received != PENDING) {
      return socket.received(received);
    }
    if (readRequest != 0) {
      return 0;
    }
    long n = ring().direct.receive(socket, one, several);
    isLarge = n > BufferRing.BUFFER_BYTES;
    return n;
  }

  private int dropKept() {
    kept.drop(ring().ring.buffers());
    socket.resetOnClose(); // they have not been read
    return NativeSocket.END;
  }

  private long readKept(ByteBuffer one, ByteBuffer[] several) {
    long sum = kept.read(ring().ring.buffers(), one, several);
    if (kept.isEmpty() && moreBehind) {
      moreBehind = false;
      stopReceiving();
      if (readRequest == 0 && Buffers.remaining(one, several) > 0) {
        sum += readBehind(one, several);
      }
    }
    return sum;
  }

  /** Receives what is there behind what was kept; an end or an error is for the next read. */
  private long readBehind(ByteBuffer one, ByteBuffer[] several) {
    try {
      long n = ring().direct.receive(socket, one, several);
      isLarge = n > 0;
      return Math.max(0, n);
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  protected long write(ByteBuffer one, ByteBuffer[] several) throws IOException {
    ring().checkUsable();
    if (sent != PENDING) {
      int result = sent;
      sent = PENDING;
      sentIn = ring().polls();
      Buffers.skip(Math.max(0, result), one, several);
      return socket.sent(result);
    }
    if (writeRequest != 0) {
      return 0;
    }
    if (ring().isBatch()
        && sentIn != ring().polls() // else a sequence of small writes would take a poll for each
        && Buffers.remaining(one, several) <= SendSlots.BYTES
        && !socket.isOutputShut()) {
      slot = ring().slots.lease();
    }
    if (slot == NO_SLOT) {
      return ring().direct.send(socket, one, several);
    }
    send(one, several);
    return 0;
  }

  private void send(ByteBuffer one, ByteBuffer[] several) throws IOException {
    SendSlots slots = ring().slots;
    try {
      int length = Buffers.peek(one, several, slots.buffer(slot));
      ring().ring.send(socket.fd(), slots.address(slot), length, userData(SEND));
      writeRequest = SEND;
    } finally {
      if (writeRequest == 0) {
        slots.release(slot);
        slot = NO_SLOT;
      }
    }
  }

  @Override
  protected boolean connect(InetSocketAddress remote) throws IOException {
    ring().checkUsable();
    if (connected == PENDING) {
      if (writeRequest == 0) {
        ring().connect(socket, remote, userData(CONNECT));
        writeRequest = CONNECT;
      }
      return false;
    }
    if (connected < 0) {
      throw Errno.ofSocket(-connected);
    }
    socket.connected();
    return true;
  }

  // closing

  @Override
  protected void release() {
    RingPoller ring = ring();
    if (!kept.isEmpty()) {
      socket.resetOnClose(); // as the system does where it has bytes that nobody has read
    }
    if (!ring.isUsable()) {
      socket.close();
      return;
    }
    closed = true;
    kept.drop(ring.ring.buffers());
    if (readRequest != 0) {
      ring.cancel(RingPoller.userData(number, readRequest));
    }
    if (writeRequest != 0) {
      ring.cancel(RingPoller.userData(number, writeRequest));
    }
    if (roomPoll != null) {
      roomPoll.close();
    }
    if (hangUpAwaited) {
      ring.cancel(RingPoller.userData(number, HANG_UP));
    }
    ring.close(socket.detach());
    leaveIfDone();
  }

  private void leaveIfDone() {
    boolean isPolling = hangUpAwaited || (roomPoll != null && roomPoll.isPending());
    if (readRequest == 0 && writeRequest == 0 && !isPolling && number != 0) {
      ring().leave(number);
      number = 0;
    }
  }

  @Override
  protected void shutdownOutput() throws IOException {
    if (ring().isUsable() && writeRequest == SEND) {
      ring().submit(); // what is to be sent goes first
    }
    socket.shutdownOutput();
  }
}
