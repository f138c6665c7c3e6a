package io.trixter.netem.nio.ring;

/**
 * The numbers of the kernel's interface that this package uses, by the names that the kernel has
 * for them. The source of all with {@code IO} in front is {@code include/uapi/linux/io_uring.h}; it
 * has the structures too, whose offsets stand beside their uses.
 */
final class Uapi {
  // arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h (aarch64)
  static final int NR_IO_URING_SETUP = 425;
  static final int NR_IO_URING_ENTER = 426;
  static final int NR_IO_URING_REGISTER = 427;

  // include/uapi/asm-generic/mman-common.h and mman.h, the same on x86-64 and aarch64
  static final int PROT_READ_WRITE = 1 | 2;
  static final int MAP_SHARED = 1;
  static final int MAP_PRIVATE = 2;
  static final int MAP_ANONYMOUS = 0x20;
  static final int MAP_POPULATE = 0x8000;

  // io_uring_params.flags
  static final int IORING_SETUP_CQSIZE = 1 << 3;
  static final int IORING_SETUP_CLAMP = 1 << 4;
  static final int IORING_SETUP_R_DISABLED = 1 << 6;
  static final int IORING_SETUP_SUBMIT_ALL = 1 << 7;
  static final int IORING_SETUP_TASKRUN_FLAG = 1 << 9;
  static final int IORING_SETUP_SINGLE_ISSUER = 1 << 12;
  static final int IORING_SETUP_DEFER_TASKRUN = 1 << 13;
  static final int IORING_SETUP_NO_SQARRAY = 1 << 16;

  // io_uring_params.features
  static final int IORING_FEAT_SINGLE_MMAP = 1;
  static final int IORING_FEAT_NODROP = 1 << 1;
  static final int IORING_FEAT_SUBMIT_STABLE = 1 << 2;
  static final int IORING_FEAT_FAST_POLL = 1 << 5;
  static final int IORING_FEAT_EXT_ARG = 1 << 8;
  static final int IORING_FEAT_CQE_SKIP = 1 << 11;

  // offsets of mmap(2)
  static final long IORING_OFF_SQ_RING = 0;
  static final long IORING_OFF_SQES = 0x10000000L;

  // the flags word of the submission queue
  static final int IORING_SQ_CQ_OVERFLOW = 1 << 1;
  static final int IORING_SQ_TASKRUN = 1 << 2;

  // io_uring_enter(2)
  static final int IORING_ENTER_GETEVENTS = 1;
  static final int IORING_ENTER_EXT_ARG = 1 << 3;

  // io_uring_register(2)
  static final int IORING_REGISTER_PROBE = 8;
  static final int IORING_REGISTER_ENABLE_RINGS = 12;
  static final int IORING_REGISTER_PBUF_RING = 22;
  static final int IORING_REGISTER_SYNC_CANCEL = 24;

  // io_uring_sqe.opcode
  static final int IORING_OP_POLL_ADD = 6;
  static final int IORING_OP_ACCEPT = 13;
  static final int IORING_OP_ASYNC_CANCEL = 14;
  static final int IORING_OP_CONNECT = 16;
  static final int IORING_OP_CLOSE = 19;
  static final int IORING_OP_SEND = 26;
  static final int IORING_OP_RECV = 27;

  // io_uring_sqe.flags, .ioprio, .len of a poll, .cancel_flags
  static final int IOSQE_BUFFER_SELECT = 1 << 5;
  static final int IOSQE_CQE_SKIP_SUCCESS = 1 << 6;
  static final int IORING_RECVSEND_POLL_FIRST = 1;
  static final int IORING_RECV_MULTISHOT = 1 << 1;
  static final int IORING_ACCEPT_MULTISHOT = 1;
  static final int IORING_POLL_ADD_MULTI = 1;
  static final int IORING_ASYNC_CANCEL_ALL = 1;
  static final int IORING_ASYNC_CANCEL_ANY = 1 << 2;

  // io_uring_cqe.flags
  static final int IORING_CQE_F_BUFFER = 1;
  static final int IORING_CQE_F_MORE = 1 << 1;
  static final int IORING_CQE_F_SOCK_NONEMPTY = 1 << 2;
  static final int IORING_CQE_BUFFER_SHIFT = 16;

  // include/linux/socket.h, include/linux/net.h (SOCK_CLOEXEC is O_CLOEXEC)
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int SOCK_CLOEXEC = 0x80000;

  // include/uapi/asm-generic/poll.h
  static final int POLLIN = 1;
  static final int POLLOUT = 4;
  static final int POLLRDHUP = 0x2000;

  // include/linux/eventfd.h
  static final int EFD_NONBLOCK = 0x800;
  static final int EFD_CLOEXEC = 0x80000;

  private Uapi() {}
}
