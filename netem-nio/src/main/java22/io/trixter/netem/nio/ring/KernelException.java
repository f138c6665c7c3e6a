package io.trixter.netem.nio.ring;

import java.io.IOException;

/** A system call for io_uring that failed: its name, the system's message, and what may help. */
final class KernelException extends IOException {
  private static final long serialVersionUID = 1;

  private KernelException(String call, int errno) {
    super(call + ": " + Libc.strerror(errno) + advice(errno));
  }

  /** Returns {@code result}, or throws if it is a negative errno. */
  static int check(String call, int result) throws KernelException {
    check(call, (long) result);
    return result;
  }

  /** Returns {@code result}, or throws if it is a negative errno. */
  static long check(String call, long result) throws KernelException {
    if (result < 0) {
      throw new KernelException(call, (int) -result);
    }
    return result;
  }

  private static String advice(int errno) {
    return switch (errno) {
      case Errno.EPERM -> " (a sandbox or kernel.io_uring_disabled forbids it)";
      case Errno.ENOSYS -> " (the kernel lacks it or a sandbox forbids it)";
      case Errno.ENOMEM -> " (short of memory, or over the limit of locked memory)";
      case Errno.EINVAL -> " (Linux 6.1 or newer is needed)";
      default -> "";
    };
  }
}
