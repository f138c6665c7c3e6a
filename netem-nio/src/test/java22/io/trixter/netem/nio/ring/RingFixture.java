package io.trixter.netem.nio.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A ring enabled on the test's thread, and sockets of the C library. Closing it closes them all.
 */
final class RingFixture implements AutoCloseable {
  static final int ENOENT = 2;
  static final int EBADF = 9;

  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;
  private static final int ADDRESS_BYTES = 16;
  private static final int LOOPBACK = 0x7f000001;
  private static final ValueLayout.OfInt NETWORK_INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  final Ring ring;
  final Arena arena = Arena.ofShared();
  final MemorySegment errno = Libc.newErrno(arena);
  private final List<Integer> descriptors = new ArrayList<>();

  /** Whether the system has rings, as {@link NeedsRing} asks. */
  static boolean isAvailable() {
    return Probe.reason() == null;
  }

  RingFixture() throws IOException {
    this(64, 256, 16);
  }

  RingFixture(int entries, int completions, int buffers) throws IOException {
    ring = new Ring(entries, completions, buffers);
    ring.enable();
  }

  /** A completion, copied. */
  record Completion(long userData, int result, int flags) {
    boolean hasMore() {
      return (flags & Uapi.IORING_CQE_F_MORE) != 0;
    }
  }

  /** Waits for the next completion. */
  Completion next() throws IOException {
    long start = System.nanoTime();
    while (!ring.advance()) {
      assertThat(System.nanoTime() - start).as("nanoseconds of waiting").isLessThan(PATIENCE_NANOS);
      ring.enter(1, PATIENCE_NANOS);
    }
    return new Completion(ring.userData(), ring.result(), ring.flags());
  }

  /** Waits for the next completion, which must be of the request {@code userData}. */
  Completion next(long userData) throws IOException {
    Completion completion = next();
    assertThat(completion.userData()).isEqualTo(userData);
    return completion;
  }

  /** Returns a blocking TCP socket. */
  int socket() {
    return closeLater(Libc.socket(errno, AF_INET, SOCK_STREAM | Uapi.SOCK_CLOEXEC, 0));
  }

  /** Returns a socket that listens on a free port of the loopback. */
  int listener() {
    int fd = socket();
    MemorySegment address = address(0);
    assertThat(Libc.bind(errno, fd, address.address(), ADDRESS_BYTES)).isZero();
    assertThat(Libc.listen(errno, fd, 128)).isZero();
    return fd;
  }

  /** Returns the port that {@code fd} is bound to. */
  int port(int fd) {
    MemorySegment address = address(0);
    MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, ADDRESS_BYTES);
    assertThat(Libc.getsockname(errno, fd, address.address(), length.address())).isZero();
    return Short.toUnsignedInt(address.get(NETWORK_SHORT, 2));
  }

  /** Queues a connect to {@code port} of the loopback. */
  void connect(int fd, int port, long userData) {
    ring.connect(fd, address(port).address(), ADDRESS_BYTES, userData);
  }

  /** Returns two connected sockets, by the ring. */
  int[] pair() throws IOException {
    int listener = listener();
    int client = socket();
    connect(client, port(listener), 1);
    acceptOnce(listener, 2);
    int server = -1;
    for (int i = 0; i < 2; i++) {
      Completion completion = next();
      assertThat(completion.result()).isNotNegative();
      if (completion.userData() == 2) {
        server = closeLater(completion.result());
      }
    }
    return new int[] {client, server};
  }

  /** Connects {@code peer} and returns the other end. */
  int accept(Socket peer) throws IOException {
    int listener = listener();
    peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(listener)));
    peer.setSoTimeout((int) (PATIENCE_NANOS / 1_000_000));
    acceptOnce(listener, 2);
    return closeLater(next(2).result());
  }

  private void acceptOnce(int listener, long userData) {
    int flags = Uapi.SOCK_CLOEXEC;
    ring.request(Uapi.IORING_OP_ACCEPT, 0, 0, listener, 0, 0, 0, flags, 0, userData);
  }

  /** Sends {@code bytes} without the ring. */
  void sendNow(int fd, byte... bytes) {
    MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    assertThat(Libc.send(errno, fd, memory.address(), bytes.length, Uapi.MSG_NOSIGNAL))
        .isEqualTo(bytes.length);
  }

  /** Returns the bytes that a receive has put into a buffer, and recycles that. */
  byte[] bytes(Completion completion) {
    int id = BufferRing.idOf(completion.flags());
    byte[] bytes = new byte[completion.result()];
    ring.buffers().buffer(id).get(0, bytes);
    ring.buffers().recycle(id);
    return bytes;
  }

  int closeLater(int fd) {
    assertThat(fd).isNotNegative();
    descriptors.add(fd);
    return fd;
  }

  /** Says that something else has closed {@code fd}. */
  void closed(int fd) {
    descriptors.remove(Integer.valueOf(fd));
  }

  private MemorySegment address(int port) {
    MemorySegment address = arena.allocate(ADDRESS_BYTES, Long.BYTES);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
    address.set(NETWORK_SHORT, 2, (short) port);
    address.set(NETWORK_INT, 4, LOOPBACK);
    return address;
  }

  @Override
  public void close() {
    ring.close();
    descriptors.forEach(fd -> Libc.close(errno, fd));
    arena.close();
  }
}
