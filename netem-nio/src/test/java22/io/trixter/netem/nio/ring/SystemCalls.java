package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** System calls that only tests make. */
final class SystemCalls {
  static final int RLIMIT_NOFILE = 7;
  static final int RLIMIT_MEMLOCK = 8;

  private static final boolean X86 = "amd64".equals(System.getProperty("os.arch"));
  private static final int GETTID = X86 ? 186 : 178;
  private static final int TGKILL = X86 ? 234 : 131;
  private static final int PRLIMIT64 = X86 ? 302 : 261;
  private static final int CAPGET = X86 ? 125 : 90;
  private static final int CAPSET = X86 ? 126 : 91;

  private static final int CAPABILITY_VERSION = 0x20080522;
  private static final int CAP_IPC_LOCK = 14;

  /** HotSpot's own signal to a thread, which does nothing when it comes unasked. */
  private static final int SIGUSR2 = 12;

  private SystemCalls() {}

  private static long call(int number, long a, long b, long c, long d) {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.syscall(Libc.newErrno(arena), number, a, b, c, d, 0, 0);
    }
  }

  /** Returns the kernel's number of the calling thread. */
  static long threadId() {
    return call(GETTID, 0, 0, 0, 0);
  }

  /** Sends a signal to a thread, which ends the system call that it waits in. */
  static void interrupt(long threadId) {
    assertThat(call(TGKILL, ProcessHandle.current().pid(), threadId, SIGUSR2, 0)).isZero();
  }

  /** Runs {@code task} with a soft limit of the process lowered. */
  static void withLimit(int resource, long limit, Runnable task) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment before = arena.allocate(ValueLayout.JAVA_LONG, 2);
      assertThat(call(PRLIMIT64, 0, resource, 0, before.address())).isZero();
      MemorySegment lowered = arena.allocate(ValueLayout.JAVA_LONG, 2).copyFrom(before);
      lowered.set(ValueLayout.JAVA_LONG, 0, limit);
      assertThat(call(PRLIMIT64, 0, resource, lowered.address(), 0)).isZero();
      try {
        task.run();
      } finally {
        call(PRLIMIT64, 0, resource, before.address(), 0);
      }
    }
  }

  /** Has the calling thread obey the limit of locked memory, which root need not. */
  static void dropLockPrivilege() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocateFrom(ValueLayout.JAVA_INT, CAPABILITY_VERSION, 0);
      MemorySegment data = arena.allocate(ValueLayout.JAVA_INT, 6);
      assertThat(call(CAPGET, header.address(), data.address(), 0, 0)).isZero();
      int effective = data.get(ValueLayout.JAVA_INT, 0);
      data.set(ValueLayout.JAVA_INT, 0, effective & ~(1 << CAP_IPC_LOCK));
      assertThat(call(CAPSET, header.address(), data.address(), 0, 0)).isZero();
    }
  }
}
