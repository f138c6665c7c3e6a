package io.trixter.netem.nio.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LibcTest {
  private static final int EBADF = 9;
  private static final int EAGAIN = 11;
  private static final int EINVAL = 22;
  private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;
  private static final int MSG_DONTWAIT = 0x40;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment errno = Libc.newErrno(arena);
  private final MemorySegment data = arena.allocate(64, 8);

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void returnsTheNegativeErrnoOfAFailure() {
    assertThat(Libc.close(errno, -1)).isEqualTo(-EBADF);
    assertThat(Libc.listen(errno, -1, 1)).isEqualTo(-EBADF);
    assertThat(Libc.recv(errno, -1, data.address(), 1, 0)).isEqualTo(-EBADF);
    assertThat(Libc.send(errno, -1, data.address(), 1, 0)).isEqualTo(-EBADF);
    assertThat(Libc.shutdown(errno, -1, 0)).isEqualTo(-EBADF);
    assertThat(Libc.bind(errno, -1, data.address(), 16)).isEqualTo(-EBADF);
    assertThat(Libc.munmap(errno, 1, 1)).isEqualTo(-EINVAL);
    assertThat(Libc.mmap(errno, 0, 0, 0, MAP_PRIVATE_ANONYMOUS, -1, 0)).isEqualTo(-EINVAL);
  }

  @Test
  void mapsAndUnmapsMemory() {
    long address = Libc.mmap(errno, 0, 4096, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);

    MemorySegment page = MemorySegment.ofAddress(address).reinterpret(4096);
    page.set(JAVA_BYTE, 4095, (byte) 7);

    assertThat(page.get(JAVA_BYTE, 4095)).isEqualTo((byte) 7);
    assertThat(Libc.munmap(errno, address, 4096)).isZero();
  }

  @Test
  void writesEightBytesToAnEventfd() {
    int fd = Libc.eventfd(errno, 0, EFD_CLOEXEC_NONBLOCK);
    data.set(JAVA_LONG, 0, 5);

    assertThat(fd).isPositive();
    assertThat(Libc.write8(errno, fd, data.address())).isEqualTo(8);
    data.set(JAVA_LONG, 0, -2);
    assertThat(Libc.write8(errno, fd, data.address())).isEqualTo(-EAGAIN);
    assertThat(Libc.close(errno, fd)).isZero();
    assertThat(Libc.close(errno, fd)).isEqualTo(-EBADF);
  }

  @Test
  void makesSystemCallsByNumber() {
    int fd = Libc.socket(errno, AF_INET, SOCK_STREAM, 0);
    boolean intel = System.getProperty("os.arch").equals("amd64");
    data.set(JAVA_INT, 8, 4);

    long failure =
        Libc.syscall(
            errno,
            intel ? 55 : 209, // getsockopt
            fd,
            SOL_SOCKET,
            SO_TYPE,
            data.address(),
            data.address() + 8,
            0);

    assertThat(failure).isZero();
    assertThat(data.get(JAVA_INT, 0)).isEqualTo(SOCK_STREAM);
    assertThat(Libc.syscall(errno, intel ? 3 : 57, -1, 0, 0, 0, 0, 0)).isEqualTo(-EBADF); // close
    assertThat(Libc.close(errno, fd)).isZero();
  }

  @Test
  void readsAndSetsOptions() {
    int fd = Libc.socket(errno, AF_INET, SOCK_STREAM, 0);
    data.set(JAVA_INT, 0, 1);
    data.set(JAVA_INT, 8, 4);

    assertThat(Libc.setsockopt(errno, fd, SOL_SOCKET, 9, data.address(), 4)).isZero();
    data.set(JAVA_INT, 0, 0);
    assertThat(Libc.getsockopt(errno, fd, SOL_SOCKET, 9, data.address(), data.address() + 8))
        .isZero();

    assertThat(data.get(JAVA_INT, 0)).isEqualTo(1); // SO_KEEPALIVE
    assertThat(Libc.recv(errno, fd, data.address(), 1, MSG_DONTWAIT)).isNegative();
    assertThat(Libc.close(errno, fd)).isZero();
  }

  @Test
  void namesAnUnknownErrnoByItsNumber() {
    assertThat(Libc.strerror(4095)).contains("4095");
    assertThat(Libc.strerror(EBADF)).isNotEmpty();
  }

  @Test
  void closesWithoutMemory() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Libc.close(-1);
    long before = threads.getCurrentThreadAllocatedBytes();
    Libc.close(-1);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
  }
}
