package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;

/** Ends system calls of other threads early. */
final class Signals {
  private static final boolean X86 = "amd64".equals(System.getProperty("os.arch"));
  // arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h
  private static final int GETTID = X86 ? 186 : 178;
  private static final int TGKILL = X86 ? 234 : 131;

  /** HotSpot's own signal to a thread, which does nothing when it comes unasked. */
  private static final int SIGUSR2 = 12;

  private Signals() {}

  /** Returns the kernel's number of the calling thread. */
  static long threadId() {
    return call(GETTID, 0, 0, 0);
  }

  /** Sends a signal to a thread of this process, which ends the system call that it waits in. */
  static void interrupt(long threadId) {
    assertThat(call(TGKILL, ProcessHandle.current().pid(), threadId, SIGUSR2)).isZero();
  }

  private static long call(int number, long a, long b, long c) {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.syscall(Libc.newErrno(arena), number, a, b, c, 0, 0, 0);
    }
  }
}
