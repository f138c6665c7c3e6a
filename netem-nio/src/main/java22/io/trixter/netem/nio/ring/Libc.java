package io.trixter.netem.nio.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;

/**
 * The C library's functions that the loops over io_uring call. Each returns what the function
 * returns, or {@code -errno} where it failed, and allocates nothing.
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
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final Charset ENCODING =
      Charset.forName(System.getProperty("native.encoding"), Charset.defaultCharset());
  private static final int MESSAGE_BYTES = 1024;

  private static final MethodHandle SYSCALL =
      find(
          "syscall",
          JAVA_LONG,
          Linker.Option.firstVariadicArg(1),
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG);
  private static final MethodHandle MMAP =
      find("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle MUNMAP = find("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle LISTEN = find("listen", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      find("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SETSOCKOPT =
      find("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      find("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SHUTDOWN = find("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE_QUIETLY =
      LINKER.downcallHandle(
          LINKER.defaultLookup().find("close").orElseThrow(), FunctionDescriptor.ofVoid(JAVA_INT));
  private static final MethodHandle RECV =
      find("recv", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SEND =
      find("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle EVENTFD = find("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle WRITE =
      find("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);

  /** POSIX's {@code strerror_r}, by the name that both glibc and musl have for it. */
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().find("__xpg_strerror_r").orElseThrow(),
          FunctionDescriptor.ofVoid(JAVA_INT, JAVA_LONG, JAVA_LONG));

  private Libc() {}

  /** Allocates a segment for the first argument of the calls of one thread. */
  static MemorySegment newErrno(Arena arena) {
    return arena.allocate(STATE);
  }

  /** {@code syscall(2)} with six arguments; those that the system call has not are ignored. */
  static long syscall(
      MemorySegment errno, long number, long a, long b, long c, long d, long e, long f) {
    try {
      return result((long) SYSCALL.invokeExact(errno, number, a, b, c, d, e, f), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
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
    try {
      return result(
          (long) MMAP.invokeExact(errno, address, length, protection, flags, fd, offset), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code munmap(2)}. */
  static int munmap(MemorySegment errno, long address, long length) {
    try {
      return result((int) MUNMAP.invokeExact(errno, address, length), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code socket(2)}: returns the descriptor. */
  static int socket(MemorySegment errno, int domain, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(errno, domain, type, protocol), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code bind(2)} to the {@code sockaddr} of {@code length} bytes at {@code address}. */
  static int bind(MemorySegment errno, int fd, long address, int length) {
    try {
      return result((int) BIND.invokeExact(errno, fd, address, length), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code listen(2)}. */
  static int listen(MemorySegment errno, int fd, int backlog) {
    try {
      return result((int) LISTEN.invokeExact(errno, fd, backlog), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code getsockname(2)}; {@code length} is the address of an int with the room there is. */
  static int getsockname(MemorySegment errno, int fd, long address, long length) {
    try {
      return result((int) GETSOCKNAME.invokeExact(errno, fd, address, length), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code setsockopt(2)} to the {@code length} bytes at the address {@code value}. */
  static int setsockopt(MemorySegment errno, int fd, int level, int name, long value, int length) {
    try {
      return result((int) SETSOCKOPT.invokeExact(errno, fd, level, name, value, length), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code getsockopt(2)}; {@code length} is the address of an int with the room there is. */
  static int getsockopt(MemorySegment errno, int fd, int level, int name, long value, long length) {
    try {
      return result((int) GETSOCKOPT.invokeExact(errno, fd, level, name, value, length), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code shutdown(2)}. */
  static int shutdown(MemorySegment errno, int fd, int how) {
    try {
      return result((int) SHUTDOWN.invokeExact(errno, fd, how), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code close(2)}. Linux has closed the descriptor whatever this returns: never retry. */
  static int close(MemorySegment errno, int fd) {
    try {
      return result((int) CLOSE.invokeExact(errno, fd), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
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
    try {
      return (int) result((long) RECV.invokeExact(errno, fd, address, (long) length, flags), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code send(2)}: returns how many bytes the socket took. */
  static int send(MemorySegment errno, int fd, long address, int length, int flags) {
    try {
      return (int) result((long) SEND.invokeExact(errno, fd, address, (long) length, flags), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code eventfd(2)}: returns the descriptor. */
  static int eventfd(MemorySegment errno, int initial, int flags) {
    try {
      return result((int) EVENTFD.invokeExact(errno, initial, flags), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** {@code write(2)} of the 8 bytes at {@code address}, which is what an eventfd takes. */
  static int write8(MemorySegment errno, int fd, long address) {
    try {
      return (int) result((long) WRITE.invokeExact(errno, fd, address, 8L), errno);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** Returns the system's message for {@code errno}, in the language of the process. */
  static String strerror(int errno) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(MESSAGE_BYTES);
      STRERROR.invokeExact(errno, text.address(), (long) MESSAGE_BYTES);
      byte[] message = text.toArray(JAVA_BYTE);
      int length = 0;
      while (message[length] != 0) {
        length++;
      }
      return new String(message, 0, length, ENCODING);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  private static int result(int returned, MemorySegment errno) {
    return returned == -1 ? -errno.get(JAVA_INT, ERRNO) : returned;
  }

  private static long result(long returned, MemorySegment errno) {
    return returned == -1 ? -errno.get(JAVA_INT, ERRNO) : returned;
  }

  private static MethodHandle find(String name, MemoryLayout returned, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(),
        FunctionDescriptor.of(returned, arguments),
        CAPTURE);
  }

  private static MethodHandle find(
      String name, MemoryLayout returned, Linker.Option option, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(),
        FunctionDescriptor.of(returned, arguments),
        CAPTURE,
        option);
  }

  /** Returns what to throw for what a method handle threw: the VM's errors pass. */
  private static RuntimeException unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException failure ? failure : new IllegalStateException(thrown);
  }
}
