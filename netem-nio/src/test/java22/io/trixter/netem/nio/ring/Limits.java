package io.trixter.netem.nio.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Limits of the process that a ring or a socket may run into. */
final class Limits {
  static final int RLIMIT_NOFILE = 7;
  static final int RLIMIT_MEMLOCK = 8;

  private static final boolean X86 = "amd64".equals(System.getProperty("os.arch"));
  // arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h
  private static final int PRLIMIT64 = X86 ? 302 : 261;
  private static final int CAPGET = X86 ? 125 : 90;
  private static final int CAPSET = X86 ? 126 : 91;

  // include/uapi/linux/capability.h
  private static final int CAPABILITY_VERSION = 0x20080522;
  private static final int CAP_IPC_LOCK = 14;

  private Limits() {}

  /** Sets how many descriptors the process may have, and returns how many it might before. */
  static long setDescriptors(long limit) {
    return set(RLIMIT_NOFILE, limit);
  }

  /** Sets a soft limit of the process, and returns what it was. */
  private static long set(int resource, long limit) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limits = arena.allocate(JAVA_LONG, 2); // soft, hard
      assertThat(call(PRLIMIT64, 0, resource, 0, limits.address())).isZero();
      long before = limits.get(JAVA_LONG, 0);
      limits.set(JAVA_LONG, 0, limit);
      assertThat(call(PRLIMIT64, 0, resource, limits.address(), 0)).isZero();
      return before;
    }
  }

  /** Runs {@code task} with a soft limit of the process lowered. */
  static void lowered(int resource, long limit, Runnable task) {
    long before = set(resource, limit);
    try {
      task.run();
    } finally {
      set(resource, before);
    }
  }

  /** Makes the calling thread obey the limit of locked memory, which root need not. */
  static void obeyLockedMemory() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocateFrom(JAVA_INT, CAPABILITY_VERSION, 0);
      MemorySegment sets = arena.allocate(JAVA_INT, 6); // the effective one first
      assertThat(call(CAPGET, header.address(), sets.address(), 0, 0)).isZero();
      sets.set(JAVA_INT, 0, sets.get(JAVA_INT, 0) & ~(1 << CAP_IPC_LOCK));
      assertThat(call(CAPSET, header.address(), sets.address(), 0, 0)).isZero();
    }
  }

  private static long call(int number, long a, long b, long c, long d) {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.syscall(Libc.newErrno(arena), number, a, b, c, d, 0, 0);
    }
  }
}
