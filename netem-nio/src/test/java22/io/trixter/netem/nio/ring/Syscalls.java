package io.trixter.netem.nio.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/** The system calls that tests need in place of a ring. They block. */
final class Syscalls {
  private static final boolean X86 = System.getProperty("os.arch").equals("amd64");
  // arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h
  private static final long CONNECT = X86 ? 42 : 203;
  private static final long ACCEPT = X86 ? 43 : 202;
  private static final long PPOLL = X86 ? 271 : 73;
  private static final short POLLIN = 1;

  private Syscalls() {}

  /** Connects {@code socket}, as a ring does. */
  static void connect(NativeSocket socket, InetSocketAddress address) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment to = arena.allocate(SocketAddresses.BYTES, Long.BYTES);
      int length = socket.connecting(address, to);
      check(call(arena, CONNECT, socket.fd(), to.address(), length, 0));
      socket.connected();
    }
  }

  /** Accepts a connection. */
  static NativeSocket accept(NativeSocket server) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return NativeSocket.of(check(call(arena, ACCEPT, server.fd(), 0, 0, 0)), server.family());
    }
  }

  /** Waits until there is something to receive: bytes, the end or a reset. */
  static void awaitInput(NativeSocket socket) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment polled = arena.allocate(Long.BYTES, Long.BYTES);
      polled.set(JAVA_INT, 0, socket.fd());
      polled.set(JAVA_SHORT, 4, POLLIN);
      check(call(arena, PPOLL, polled.address(), 1, 0, 0));
    }
  }

  private static long call(Arena arena, long number, long a, long b, long c, long d) {
    return Libc.syscall(Libc.newErrno(arena), number, a, b, c, d, 0, 0);
  }

  private static int check(long result) throws IOException {
    if (result < 0) {
      throw Errno.ofSocket((int) -result);
    }
    return (int) result;
  }
}
