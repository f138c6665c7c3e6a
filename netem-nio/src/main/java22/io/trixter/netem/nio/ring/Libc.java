package io.trixter.netem.nio.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;

/**
 * The C library's functions that the loops over io_uring call. Each returns what the function
 * returns, or {@code -errno} where it failed. Once the JIT has compiled them the calls allocate
 * nothing, except {@link #strerror}.
 *
 * <p>Each is called as if it took seven longs and returned one. On Linux the calling conventions of
 * amd64 (System V ABI, 3.2.3) and of aarch64 (AAPCS64, 6.8.2 and 6.9) have an int in the lower half
 * of a long's register, and anything in the upper half; arguments that a function does not take are
 * left alone. So the JVM makes two stubs rather than one for each signature, which took some 5 ms
 * each.
 *
 * <p>The first argument of most is a segment of {@link #newErrno}, into which the call puts {@code
 * errno}; two threads must not use one segment at the same time. Addresses are plain {@code long}s:
 * the caller keeps the memory alive during the call.
 *
 * <p>Any thread may call. Loading this class needs native access, so check {@link
 * Module#isNativeAccessEnabled} first; without it the JDK warns on standard error, or throws.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));
  private static final Charset ENCODING =
      Charset.forName(System.getProperty("native.encoding"), Charset.defaultCharset());
  private static final int MESSAGE_BYTES = 1024;

  private static final MethodHandle SYSCALL = find("syscall");
  private static final MethodHandle MMAP = find("mmap");
  private static final MethodHandle MUNMAP = find("munmap");
  private static final MethodHandle SOCKET = find("socket");
  private static final MethodHandle BIND = find("bind");
  private static final MethodHandle LISTEN = find("listen");
  private static final MethodHandle GETSOCKNAME = find("getsockname");
  private static final MethodHandle SETSOCKOPT = find("setsockopt");
  private static final MethodHandle GETSOCKOPT = find("getsockopt");
  private static final MethodHandle SHUTDOWN = find("shutdown");
  private static final MethodHandle CLOSE = find("close");

  /** Without errno, because to capture it allocates until the call is compiled. */
  private static final MethodHandle CLOSE_QUIETLY =
      LINKER.downcallHandle(
          LINKER.defaultLookup().find("close").orElseThrow(), FunctionDescriptor.ofVoid(JAVA_INT));

  private static final MethodHandle RECV = find("recv");
  private static final MethodHandle SEND = find("send");
  private static final MethodHandle EVENTFD = find("eventfd");
  private static final MethodHandle WRITE = find("write");

  /** POSIX's {@code strerror_r}, by the name that both glibc and musl have for it. */
  private static final MethodHandle STRERROR = find("__xpg_strerror_r");

  private Libc() {}

  /** Allocates a segment for the first argument of the calls of one thread. */
  static MemorySegment newErrno(Arena arena) {
    return arena.allocate(STATE);
  }

  /** {@code syscall(2)} with six arguments; those that the system call has not are ignored. */
  static long syscall(
      MemorySegment errno, long number, long a, long b, long c, long d, long e, long f) {
    return result(invoke(SYSCALL, errno, number, a, b, c, d, e, f), errno);
  }

  /** {@code mmap(2)}: returns the address of the mapping. */
  static long mmap(
      MemorySegment errno,
      long address,
      long length,
      int protection,
      int flags,
      int fd,
      long offset) {
    return result(invoke(MMAP, errno, address, length, protection, flags, fd, offset, 0), errno);
  }

  /** {@code munmap(2)}. */
  static int munmap(MemorySegment errno, long address, long length) {
    return call(MUNMAP, errno, address, length, 0);
  }

  /** {@code socket(2)}: returns the descriptor. */
  static int socket(MemorySegment errno, int domain, int type, int protocol) {
    return call(SOCKET, errno, domain, type, protocol);
  }

  /** {@code bind(2)} to the {@code sockaddr} of {@code length} bytes at {@code address}. */
  static int bind(MemorySegment errno, int fd, long address, int length) {
    return call(BIND, errno, fd, address, length);
  }

  /** {@code listen(2)}. */
  static int listen(MemorySegment errno, int fd, int backlog) {
    return call(LISTEN, errno, fd, backlog, 0);
  }

  /** {@code getsockname(2)}; {@code length} is the address of an int with the room there is. */
  static int getsockname(MemorySegment errno, int fd, long address, long length) {
    return call(GETSOCKNAME, errno, fd, address, length);
  }

  /** {@code setsockopt(2)} to the {@code length} bytes at the address {@code value}. */
  static int setsockopt(MemorySegment errno, int fd, int level, int name, long value, int length) {
    return call(SETSOCKOPT, errno, fd, level, name, value, length);
  }

  /** {@code getsockopt(2)}; {@code length} is the address of an int with the room there is. */
  static int getsockopt(MemorySegment errno, int fd, int level, int name, long value, long length) {
    return call(GETSOCKOPT, errno, fd, level, name, value, length);
  }

  /** {@code shutdown(2)}. */
  static int shutdown(MemorySegment errno, int fd, int how) {
    return call(SHUTDOWN, errno, fd, how, 0);
  }

  /** {@code close(2)}. Linux has closed the descriptor whatever this returns: never retry. */
  static int close(MemorySegment errno, int fd) {
    return call(CLOSE, errno, fd, 0, 0);
  }

  /** {@code close(2)} that neither needs memory nor tells of an error: the descriptor is gone. */
  static void close(int fd) {
    try {
      CLOSE_QUIETLY.invokeExact(fd);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code recv(2)}: returns how many bytes came, 0 at the end of the stream. */
  static int recv(MemorySegment errno, int fd, long address, int length, int flags) {
    return call(RECV, errno, fd, address, length, flags, 0);
  }

  /** {@code send(2)}: returns how many bytes the socket took. */
  static int send(MemorySegment errno, int fd, long address, int length, int flags) {
    return call(SEND, errno, fd, address, length, flags, 0);
  }

  /** {@code eventfd(2)}: returns the descriptor. */
  static int eventfd(MemorySegment errno, int initial, int flags) {
    return call(EVENTFD, errno, initial, flags, 0);
  }

  /** {@code write(2)} of the 8 bytes at {@code address}, which is what an eventfd takes. */
  static int write8(MemorySegment errno, int fd, long address) {
    return call(WRITE, errno, fd, address, 8);
  }

  /** Returns the system's message for {@code errno}, in the language of the process. */
  static String strerror(int errno) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(MESSAGE_BYTES);
      call(STRERROR, newErrno(arena), errno, text.address(), MESSAGE_BYTES);
      byte[] message = text.toArray(JAVA_BYTE);
      int length = 0;
      while (message[length] != 0) {
        length++;
      }
      return new String(message, 0, length, ENCODING);
    }
  }

  private static int call(MethodHandle function, MemorySegment errno, long a, long b, long c) {
    return call(function, errno, a, b, c, 0, 0);
  }

  /**
   * Calls a function that returns an int, above which the register has anything, or a size that
   * fits an int.
   */
  private static int call(
      MethodHandle function, MemorySegment errno, long a, long b, long c, long d, long e) {
    int returned = (int) invoke(function, errno, a, b, c, d, e, 0, 0);
    return returned == -1 ? -errno.get(JAVA_INT, ERRNO) : returned;
  }

  /** What a function that returns a long or an address has returned. */
  private static long result(long returned, MemorySegment errno) {
    return returned == -1 ? -errno.get(JAVA_INT, ERRNO) : returned;
  }

  private static long invoke(
      MethodHandle function,
      MemorySegment errno,
      long a,
      long b,
      long c,
      long d,
      long e,
      long f,
      long g) {
    try {
      return (long) function.invokeExact(errno, a, b, c, d, e, f, g);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  private static MethodHandle find(String name) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(),
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
        Linker.Option.captureCallState("errno"));
  }

  /** Returns what to throw for what a method handle threw: the VM's errors pass. */
  private static RuntimeException unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException failure ? failure : new IllegalStateException(thrown);
  }
}
