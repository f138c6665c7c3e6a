package io.trixter.netem.nio.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The descriptor of one io_uring, the system calls on it, and the memory that it shares with the
 * kernel. One thread at a time may call.
 */
final class RingDescriptor {
  private static final int FLAGS =
      Uapi.IORING_SETUP_CQSIZE
          | Uapi.IORING_SETUP_CLAMP
          | Uapi.IORING_SETUP_R_DISABLED
          | Uapi.IORING_SETUP_SUBMIT_ALL
          | Uapi.IORING_SETUP_TASKRUN_FLAG
          | Uapi.IORING_SETUP_SINGLE_ISSUER
          | Uapi.IORING_SETUP_DEFER_TASKRUN;
  private static final int NEEDED =
      Uapi.IORING_FEAT_SINGLE_MMAP
          | Uapi.IORING_FEAT_NODROP
          | Uapi.IORING_FEAT_SUBMIT_STABLE
          | Uapi.IORING_FEAT_FAST_POLL
          | Uapi.IORING_FEAT_EXT_ARG
          | Uapi.IORING_FEAT_CQE_SKIP;

  // struct io_uring_params
  private static final int PARAMS_BYTES = 120;
  private static final int SQ_ENTRIES = 0;
  private static final int CQ_ENTRIES = 4;
  private static final int SETUP_FLAGS = 8;
  private static final int FEATURES = 20;
  private static final int SQ_OFF = 40;
  private static final int CQ_OFF = 80;
  // struct io_sqring_offsets
  private static final int SQ_HEAD = SQ_OFF;
  private static final int SQ_TAIL = SQ_OFF + 4;
  private static final int SQ_FLAGS = SQ_OFF + 16;
  private static final int SQ_ARRAY = SQ_OFF + 24;
  // struct io_cqring_offsets
  private static final int CQ_HEAD = CQ_OFF;
  private static final int CQ_TAIL = CQ_OFF + 4;
  private static final int CQ_CQES = CQ_OFF + 20;

  // struct __kernel_timespec, then struct io_uring_getevents_arg
  private static final int TIME_NANOS = 8;
  private static final int TIME_BYTES = 16;
  private static final int ARGUMENT_TIME = 16;
  private static final int ARGUMENT_BYTES = 24;
  // struct io_uring_sync_cancel_reg
  private static final int CANCEL_BYTES = 64;
  private static final int CANCEL_FLAGS = 12;
  private static final int CANCEL_TIMEOUT = 16;

  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int SQE_BYTES = 64;
  private static final int CQE_BYTES = 16;

  private final int fd;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment errno = Libc.newErrno(arena); // keeps the arena during each call
  private final long time = arena.allocate(TIME_BYTES, Long.BYTES).address();
  private final long argument = arena.allocate(ARGUMENT_BYTES, Long.BYTES).address();
  private final MemorySegment params = arena.allocate(PARAMS_BYTES, Long.BYTES);
  private final long ringsBytes;
  private final long entriesBytes;
  private long rings;
  private long entries;

  /**
   * Sets up a ring, disabled until its loop enables it, and maps it.
   *
   * @throws IOException with the reason if the kernel refuses; nothing is left open or mapped
   */
  RingDescriptor(int submissions, int completions) throws IOException {
    int opened = setUp(submissions, completions, Uapi.IORING_SETUP_NO_SQARRAY);
    if (opened == -Errno.EINVAL) {
      opened = setUp(submissions, completions, 0); // before Linux 6.6
    }
    fd = KernelException.check("io_uring_setup", opened);
    Memory.putLong(argument + ARGUMENT_TIME, time);
    long submissionBytes = field(SQ_ARRAY) + (long) field(SQ_ENTRIES) * Integer.BYTES;
    long completionBytes = field(CQ_CQES) + (long) field(CQ_ENTRIES) * CQE_BYTES;
    ringsBytes = Math.max(submissionBytes, completionBytes);
    entriesBytes = (long) field(SQ_ENTRIES) * SQE_BYTES;
    try {
      if ((field(FEATURES) & NEEDED) != NEEDED) {
        throw new IOException(
            "io_uring_setup: the kernel lacks features (it has 0x"
                + Integer.toHexString(field(FEATURES))
                + " of 0x"
                + Integer.toHexString(NEEDED)
                + ")");
      }
      rings = map(ringsBytes, Uapi.IORING_OFF_SQ_RING);
      entries = map(entriesBytes, Uapi.IORING_OFF_SQES);
    } catch (Throwable e) {
      close();
      throw e;
    }
    if ((field(SETUP_FLAGS) & Uapi.IORING_SETUP_NO_SQARRAY) == 0) {
      for (int i = 0; i < field(SQ_ENTRIES); i++) {
        Memory.putInt(rings + field(SQ_ARRAY) + (long) i * Integer.BYTES, i);
      }
    }
  }

  private int setUp(int submissions, int completions, int more) {
    params.fill((byte) 0);
    params.set(JAVA_INT, CQ_ENTRIES, completions);
    params.set(JAVA_INT, SETUP_FLAGS, FLAGS | more);
    return (int)
        Libc.syscall(errno, Uapi.NR_IO_URING_SETUP, submissions, params.address(), 0, 0, 0, 0);
  }

  private long map(long bytes, long offset) throws IOException {
    int flags = Uapi.MAP_SHARED | Uapi.MAP_POPULATE;
    return KernelException.check(
        "mmap of an io_uring", Libc.mmap(errno, 0, bytes, Uapi.PROT_READ_WRITE, flags, fd, offset));
  }

  private int field(int offset) {
    return params.get(JAVA_INT, offset);
  }

  SubmissionQueue submissionQueue() {
    return new SubmissionQueue(
        rings + field(SQ_HEAD),
        rings + field(SQ_TAIL),
        rings + field(SQ_FLAGS),
        entries,
        field(SQ_ENTRIES));
  }

  CompletionQueue completionQueue() {
    return new CompletionQueue(
        rings + field(CQ_HEAD), rings + field(CQ_TAIL), rings + field(CQ_CQES), field(CQ_ENTRIES));
  }

  /**
   * Calls {@code io_uring_enter}, which runs what the kernel has postponed; returns how many
   * requests it took, or a negative errno.
   *
   * @param submit how many requests it may take
   * @param atLeast how many completions to wait for; 0 does not wait
   * @param nanos how long to wait at most; negative is for ever
   */
  int enter(int submit, int atLeast, long nanos) {
    int flags = Uapi.IORING_ENTER_GETEVENTS;
    if (atLeast == 0 || nanos < 0) {
      return enter(submit, atLeast, flags, 0, 0);
    }
    Memory.putLong(time, nanos / NANOS_PER_SECOND);
    Memory.putLong(time + TIME_NANOS, nanos % NANOS_PER_SECOND);
    return enter(submit, atLeast, flags | Uapi.IORING_ENTER_EXT_ARG, argument, ARGUMENT_BYTES);
  }

  private int enter(int submit, int atLeast, int flags, long arg, int bytes) {
    return (int)
        Libc.syscall(errno, Uapi.NR_IO_URING_ENTER, fd, submit, atLeast, flags, arg, bytes);
  }

  /** Calls {@code io_uring_register}; returns what it returns, or a negative errno. */
  int register(int operation, long address, int count) {
    return (int)
        Libc.syscall(errno, Uapi.NR_IO_URING_REGISTER, fd, operation, address, count, 0, 0);
  }

  /** Cancels all requests, and waits so long at most for those that are at work. */
  void cancelEverything(long seconds) {
    try (Arena call = Arena.ofConfined()) {
      long cancel = call.allocate(CANCEL_BYTES, Long.BYTES).address();
      Memory.putInt(
          cancel + CANCEL_FLAGS, Uapi.IORING_ASYNC_CANCEL_ALL | Uapi.IORING_ASYNC_CANCEL_ANY);
      Memory.putLong(cancel + CANCEL_TIMEOUT, seconds);
      register(Uapi.IORING_REGISTER_SYNC_CANCEL, cancel, 1);
    }
  }

  /** Closes the descriptor and unmaps the memory. Call once: the queues are unusable after. */
  void close() {
    Libc.close(errno, fd);
    if (entries != 0) {
      Libc.munmap(errno, entries, entriesBytes);
    }
    if (rings != 0) {
      Libc.munmap(errno, rings, ringsBytes);
    }
  }
}
