package io.trixter.netem.nio.ring;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One io_uring: takes requests, hands them to the kernel, waits, and reports what is complete.
 *
 * <p>Any thread may construct it; from {@link #enable} on it belongs to the thread that called
 * that. A request names the 64 bits that come back with its completion, as {@link #userData}. A
 * request is queued only: {@link #enter} or {@link #submit} hands it over; if the queue is full,
 * the request's method submits what is queued first. Nothing here allocates, except where it
 * throws.
 *
 * <p>Memory that a request names must stay until its completion, also if it was cancelled.
 */
final class Ring {
  /**
   * The user data of a close or a cancel whose success nobody waits for, and which has no
   * completion then.
   */
  static final long UNHEARD = -1;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** How long to wait at most, without memory for a request, before the next try. */
  private static final long SHORTAGE_NANOS = 1_000_000;

  /** After so many tries in vain the kernel is taken to refuse for good. */
  private static final int MOST_TRIES = 1000;

  /** How often one submit runs what the kernel has postponed; each time runs 20 at least. */
  private static final int MOST_ROUNDS = 64;

  /** How long a close waits for what it has cancelled. */
  private static final long CLOSE_NANOS = NANOS_PER_SECOND;

  private final RingDescriptor descriptor;
  private final SubmissionQueue submissions;
  private final CompletionQueue completions;
  private final BufferRing buffers;
  private int inFlight;
  private boolean enabled;
  private boolean closed;

  /**
   * Sets up a ring that is disabled yet.
   *
   * @param entries how many requests it queues at most; the kernel rounds up to a power of two
   * @param completions for how many completions there is room, at least {@code entries}; the kernel
   *     keeps more in memory of its own
   * @param buffers how many buffers it has for receives, a power of two
   * @throws IOException with the reason if the kernel refuses; nothing is left open or mapped
   */
  Ring(int entries, int completions, int buffers) throws IOException {
    this.buffers = new BufferRing(buffers);
    RingDescriptor opened = null;
    try {
      opened = new RingDescriptor(entries, completions);
      this.descriptor = opened;
      this.submissions = opened.submissionQueue();
      this.completions = opened.completionQueue();
      this.buffers.register(opened);
    } catch (Throwable e) {
      if (opened != null) {
        opened.close();
      }
      this.buffers.close();
      throw e;
    }
  }

  /** Makes the calling thread the one that the ring belongs to. */
  void enable() throws IOException {
    KernelException.check(
        "io_uring_register to enable",
        descriptor.register(Uapi.IORING_REGISTER_ENABLE_RINGS, 0, 0));
    enabled = true;
  }

  /** The buffers that receives are put into. */
  BufferRing buffers() {
    return buffers;
  }

  /** How many requests have a completion to come, those among them that are not submitted. */
  int inFlight() {
    return inFlight;
  }

  // ---- Requests

  /**
   * Receives once, up to a buffer's length, into a buffer of {@link #buffers}. The result is how
   * many bytes, 0 at the end of the stream. Without a free buffer it is -ENOBUFS.
   *
   * @param pollFirst whether to wait for bytes without a try first: cheaper if none are expected
   */
  void receive(int fd, boolean pollFirst, long userData) {
    int priority = pollFirst ? Uapi.IORING_RECVSEND_POLL_FIRST : 0;
    receive(fd, priority, userData);
  }

  /**
   * Receives again and again until the end of the stream, an error, a cancel, or -ENOBUFS: until a
   * completion without {@link #hasMore}.
   */
  void receiveMultishot(int fd, boolean pollFirst, long userData) {
    int priority = pollFirst ? Uapi.IORING_RECVSEND_POLL_FIRST : 0;
    receive(fd, priority | Uapi.IORING_RECV_MULTISHOT, userData);
  }

  private void receive(int fd, int priority, long userData) {
    int select = Uapi.IOSQE_BUFFER_SELECT;
    request(Uapi.IORING_OP_RECV, select, priority, fd, 0, 0, 0, 0, BufferRing.GROUP, userData);
  }

  /**
   * Sends from memory what the socket has room for, -EAGAIN if for nothing; never raises SIGPIPE.
   */
  void send(int fd, long address, int length, long userData) {
    int now = Uapi.MSG_DONTWAIT | Uapi.MSG_NOSIGNAL;
    request(Uapi.IORING_OP_SEND, 0, 0, fd, 0, address, length, now, 0, userData);
  }

  /**
   * Waits once for one of the events in {@code mask}, those of {@code poll(2)}, an error, a
   * hang-up, or the peer's half-close.
   */
  void poll(int fd, int mask, long userData) {
    request(Uapi.IORING_OP_POLL_ADD, 0, 0, fd, 0, 0, 0, mask, 0, userData);
  }

  /**
   * Waits again and again for new events of those that {@link #poll} waits for, whether the last
   * were consumed or not, until a completion without {@link #hasMore}.
   */
  void pollMultishot(int fd, int mask, long userData) {
    int more = Uapi.IORING_POLL_ADD_MULTI;
    request(Uapi.IORING_OP_POLL_ADD, 0, 0, fd, 0, 0, more, mask, 0, userData);
  }

  /**
   * Accepts connections until a completion without {@link #hasMore}. The result is a blocking
   * descriptor, closed on exec.
   */
  void acceptMultishot(int fd, long userData) {
    int more = Uapi.IORING_ACCEPT_MULTISHOT;
    request(Uapi.IORING_OP_ACCEPT, 0, more, fd, 0, 0, 0, Uapi.SOCK_CLOEXEC, 0, userData);
  }

  /** Connects to the {@code sockaddr} at {@code address}, which is read when it is submitted. */
  void connect(int fd, long address, int length, long userData) {
    request(Uapi.IORING_OP_CONNECT, 0, 0, fd, length, address, 0, 0, 0, userData);
  }

  /**
   * Closes a descriptor. Its requests keep the socket open until their completions, so cancel them
   * before.
   */
  void close(int fd, long userData) {
    request(Uapi.IORING_OP_CLOSE, quiet(userData), 0, fd, 0, 0, 0, 0, 0, userData);
  }

  /**
   * Cancels one request with {@code target} as its user data, which completes with -ECANCELED, or
   * as it would have; -ENOENT if there is none.
   */
  void cancel(long target, long userData) {
    request(Uapi.IORING_OP_ASYNC_CANCEL, quiet(userData), 0, -1, 0, target, 0, 0, 0, userData);
  }

  private static int quiet(long userData) {
    return userData == UNHEARD ? Uapi.IOSQE_CQE_SKIP_SUCCESS : 0;
  }

  /**
   * Queues a request with the fields of {@code struct io_uring_sqe}.
   *
   * @throws UncheckedIOException if the queue is full and the kernel takes none of it
   */
  void request(
      int opcode,
      int requestFlags,
      int priority,
      int fd,
      long offset,
      long address,
      int length,
      int operationFlags,
      int bufferGroup,
      long userData) {
    checkOpen();
    if (submissions.isFull()) {
      makeRoom();
    }
    submissions.add(
        opcode,
        requestFlags,
        priority,
        fd,
        offset,
        address,
        length,
        operationFlags,
        bufferGroup,
        userData);
    if (userData != UNHEARD) {
      inFlight++;
    }
  }

  private void makeRoom() {
    try {
      enter(0, 0);
      for (int i = 0; submissions.isFull(); i++) {
        if (i == MOST_TRIES) {
          throw new IOException("io_uring_enter: the kernel takes no requests");
        }
        awaitMemory(SHORTAGE_NANOS);
        enter(0, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- Entering the kernel

  /**
   * Submits what is queued and waits for completions. It makes no system call if there is nothing
   * to submit or to wait for.
   *
   * @param atLeast how many completions to wait for. Be careful with more than 1: the kernel takes
   *     each event of a multishot request for one completion when it decides whether to wake the
   *     thread, so a single event with many completions may not end the wait
   * @param nanos how long at most; 0 does not wait, negative waits for ever
   * @return how many completions there are: fewer than {@code atLeast} after the time, a signal, or
   *     where the kernel took only a part of what is queued, the rest of which stays queued
   * @throws IOException if the ring belongs to another thread, or the kernel has lost completions
   *     because memory is short
   */
  int enter(int atLeast, long nanos) throws IOException {
    checkOpen();
    int queued = submissions.publish();
    int waitFor = nanos == 0 ? 0 : atLeast;
    if (queued == 0 && completions.available() >= waitFor && !submissions.kernelHasWork()) {
      return completions.available();
    }
    int result = descriptor.enter(queued, waitFor, nanos);
    if (result == -Errno.EAGAIN && waitFor > 0) {
      result = awaitMemory(nanos < 0 ? SHORTAGE_NANOS : Math.min(nanos, SHORTAGE_NANOS));
    }
    if (result < 0 && !isTemporary(-result)) {
      KernelException.check("io_uring_enter", result);
    }
    return completions.available();
  }

  /** Waits for one more completion, which gives the kernel memory for a request. */
  private int awaitMemory(long nanos) {
    return descriptor.enter(0, completions.available() + 1, nanos);
  }

  /** The time is over, a signal came, or there is no room for completions before some are seen. */
  private static boolean isTemporary(int errno) {
    return errno == Errno.ETIME
        || errno == Errno.EINTR
        || errno == Errno.EAGAIN
        || errno == Errno.EBUSY;
  }

  /**
   * Submits what is queued now and runs all that the kernel has postponed, such as the release of a
   * closed socket. It waits for nothing.
   */
  void submit() throws IOException {
    int rounds = 0;
    do {
      enter(0, 0);
    } while (++rounds < MOST_ROUNDS && submissions.kernelHasWork());
  }

  // ---- Completions

  /**
   * Moves to the next completion; false if there is none. Its place in the queue is the kernel's
   * again at once, so a caller that fails amid one finds all the others later.
   */
  boolean advance() {
    if (closed || !completions.advance()) {
      return false;
    }
    if (!hasMore() && userData() != UNHEARD) {
      inFlight--;
    }
    return true;
  }

  /** The user data of the request that this is a completion of. */
  long userData() {
    return completions.userData();
  }

  /** What the system call would have returned, or a negative errno. */
  int result() {
    return completions.result();
  }

  /** The flags of the completion; {@link BufferRing#idOf} finds the buffer in them. */
  int flags() {
    return completions.flags();
  }

  /** Whether the same request has more completions to come. */
  boolean hasMore() {
    return (completions.flags() & Uapi.IORING_CQE_F_MORE) != 0;
  }

  // ---- The end

  /** As {@link #close(Runnable)}, and drops all completions. */
  void close() {
    close(() -> {});
  }

  /**
   * Submits what is queued, cancels what is in flight, and gives everything back. Call it on the
   * ring's thread, or on any if the ring was never enabled or its thread has ended. If the kernel
   * does not let go of a request within a second, the buffers stay mapped for it.
   *
   * @param completed is run for each completion that has not been advanced over, as after {@link
   *     #advance}: that of an accept may have a descriptor
   */
  void close(Runnable completed) {
    if (closed) {
      return;
    }
    if (enabled) {
      drain(completed);
    }
    closed = true;
    descriptor.close();
    if (inFlight == 0 || !enabled) {
      buffers.close();
    }
  }

  private void drain(Runnable completed) {
    long start = System.nanoTime();
    try {
      while (inFlight > 0 && System.nanoTime() - start < CLOSE_NANOS) {
        submit();
        descriptor.cancelEverything(CLOSE_NANOS / NANOS_PER_SECOND);
        enter(1, SHORTAGE_NANOS);
        while (advance()) {
          completed.run();
        }
      }
    } catch (IOException ignored) {
      // the kernel cancels the rest when the descriptor is closed
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the ring is closed");
    }
  }
}
