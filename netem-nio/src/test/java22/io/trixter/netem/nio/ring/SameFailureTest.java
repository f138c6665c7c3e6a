package io.trixter.netem.nio.ring;

import static java.net.StandardProtocolFamily.INET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails for a channel of the JDK fails for a native socket, and says the same. */
final class SameFailureTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static void assertSame(ThrowingCallable ours, ThrowingCallable theirs) {
    assertSame(catchThrowable(ours), catchThrowable(theirs));
  }

  private static void assertSame(Throwable ours, Throwable theirs) {
    assertThat(theirs).isNotNull();
    assertThat(ours).isExactlyInstanceOf(theirs.getClass()).hasMessage(theirs.getMessage());
  }

  private static void connectOurs(InetSocketAddress to) throws IOException {
    NativeSocket socket = NativeSocket.open(null);
    try {
      Syscalls.connect(socket, to);
    } finally {
      socket.close();
    }
  }

  private static void connectTheirs(InetSocketAddress to) throws IOException {
    SocketChannel.open(to).close();
  }

  @Test
  void aRefusedConnect() throws IOException {
    InetSocketAddress closed;
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      closed =
          (InetSocketAddress) server.bind(new InetSocketAddress(LOOPBACK, 0)).getLocalAddress();
    }

    assertSame(() -> connectOurs(closed), () -> connectTheirs(closed));
    assertThat(catchThrowable(() -> connectOurs(closed))).isInstanceOf(ConnectException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"255.255.255.255", "224.0.0.1"})
  void aConnectThatTheSystemDoesNotEvenTry(String host) throws IOException {
    InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getByName(host), 9);

    assertSame(() -> connectOurs(nowhere), () -> connectTheirs(nowhere));
  }

  @Test
  void aBindToAnAddressInUse() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open();
        ServerSocketChannel theirs = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(LOOPBACK, 0));
      NativeSocket ours = NativeSocket.openServer(null);

      assertSame(
          () -> ours.bind(server.getLocalAddress()), () -> theirs.bind(server.getLocalAddress()));
      assertThat(catchThrowable(() -> ours.bind(server.getLocalAddress())))
          .isInstanceOf(BindException.class);
      assertThat(ours.localAddress()).isNull();
      ours.close();
    }
  }

  @Test
  void aBindToAnAddressOfAnotherMachine() throws IOException {
    InetSocketAddress foreign = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 0);
    try (SocketChannel theirs = SocketChannel.open()) {
      NativeSocket ours = NativeSocket.open(null);

      assertSame(() -> ours.bind(foreign), () -> theirs.bind(foreign));
      ours.close();
    }
  }

  @Test
  void aLackOfDescriptors() throws IOException {
    loadBoth();
    Throwable[] failures = new Throwable[4];

    long before = Limits.setDescriptors(0);
    try {
      failures[0] = openingOurs(false);
      failures[1] = openingTheirs(false);
      failures[2] = openingOurs(true);
      failures[3] = openingTheirs(true);
    } finally {
      Limits.setDescriptors(before);
    }

    assertSame(failures[0], failures[1]);
    assertSame(failures[2], failures[3]);
    assertThat(failures[0]).isExactlyInstanceOf(SocketException.class);
  }

  /** Loads the classes of both, which takes descriptors too. */
  private static void loadBoth() {
    assertThat(openingOurs(false)).isNull();
    assertThat(openingTheirs(false)).isNull();
    assertThat(openingOurs(true)).isNull();
    assertThat(openingTheirs(true)).isNull();
    assertThat(Errno.ofSocket(Errno.EPIPE)).isNotNull();
  }

  private static Throwable openingOurs(boolean server) {
    try {
      (server ? NativeSocket.openServer(INET) : NativeSocket.open(INET)).close();
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static Throwable openingTheirs(boolean server) {
    try {
      (server ? ServerSocketChannel.open() : SocketChannel.open()).close();
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /** A native socket and a channel of the JDK, each connected to a peer of the JDK. */
  private static final class Both implements AutoCloseable {
    final Arena arena = Arena.ofConfined();
    final MemorySegment errno = Libc.newErrno(arena);
    final MemorySegment data = arena.allocate(1 << 16);
    final NativeSocket ours = NativeSocket.open(null);
    final SocketChannel theirs;
    final SocketChannel peerOfOurs;
    final SocketChannel peerOfTheirs;

    Both() throws IOException {
      try (ServerSocketChannel server = ServerSocketChannel.open()) {
        server.bind(new InetSocketAddress(LOOPBACK, 0));
        Syscalls.connect(ours, (InetSocketAddress) server.getLocalAddress());
        peerOfOurs = server.accept();
        theirs = SocketChannel.open(server.getLocalAddress());
        peerOfTheirs = server.accept();
      }
    }

    int receive() throws IOException {
      Syscalls.awaitInput(ours);
      return ours.receive(errno, data.address(), 100);
    }

    int read() throws IOException {
      return theirs.read(ByteBuffer.allocate(100));
    }

    int send() throws IOException {
      return ours.send(errno, data.address(), 100);
    }

    int write() throws IOException {
      theirs.configureBlocking(false);
      try {
        return theirs.write(ByteBuffer.allocate(100));
      } finally {
        theirs.configureBlocking(true);
      }
    }

    void reset() throws IOException {
      peerOfOurs.setOption(StandardSocketOptions.SO_LINGER, 0).close();
      peerOfTheirs.setOption(StandardSocketOptions.SO_LINGER, 0).close();
    }

    @Override
    public void close() throws IOException {
      ours.close();
      theirs.close();
      peerOfOurs.close();
      peerOfTheirs.close();
      arena.close();
    }
  }

  @Test
  void aReceiveOfAResetAndEachAfterIt() throws IOException {
    try (Both both = new Both()) {
      both.reset();

      assertSame(both::receive, both::read);
      assertSame(both::receive, both::read);
      assertSame(both::send, both::write);
      assertThat(catchThrowable(both::receive))
          .isExactlyInstanceOf(SocketException.class)
          .hasMessage("Connection reset");
    }
  }

  @Test
  void aSendAfterAResetAndTheNextOne() throws IOException {
    try (Both both = new Both()) {
      both.reset();

      Syscalls.awaitInput(both.ours);
      assertSame(both::send, both::write);
      assertSame(both::send, both::write);
      assertThat(both.receive()).isEqualTo(both.read()).isEqualTo(NativeSocket.END);
    }
  }

  @Test
  void aSendToAPeerThatHasClosed() throws IOException {
    try (Both both = new Both()) {
      both.peerOfOurs.close();
      both.peerOfTheirs.close();

      assertThat(both.receive()).isEqualTo(both.read()).isEqualTo(NativeSocket.END);
      assertThat(both.send()).isEqualTo(both.write()).isEqualTo(100);
      Syscalls.awaitInput(both.ours); // the answer of the peer's system: a reset
      assertSame(both::send, both::write);
    }
  }

  @Test
  void halfClosesAfterAReset() throws IOException {
    try (Both both = new Both()) {
      both.reset();
      Syscalls.awaitInput(both.ours);

      both.ours.shutdownOutput();
      both.theirs.shutdownOutput();
      both.ours.shutdownInput();
      both.theirs.shutdownInput();

      assertThat(both.receive()).isEqualTo(both.read()).isEqualTo(NativeSocket.END);
      assertSame(both::send, both::write);
    }
  }

  @Test
  void transfersBeforeAConnect() throws IOException {
    try (SocketChannel theirs = SocketChannel.open()) {
      NativeSocket ours = NativeSocket.open(null);

      assertSame(() -> ours.receive(null, 0, 1), () -> theirs.read(ByteBuffer.allocate(1)));
      assertSame(() -> ours.send(null, 0, 1), () -> theirs.write(ByteBuffer.allocate(1)));
      assertSame(ours::shutdownInput, theirs::shutdownInput);
      assertSame(ours::shutdownOutput, theirs::shutdownOutput);
      ours.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {Errno.ETIMEDOUT, Errno.EHOSTUNREACH, Errno.EACCES, Errno.EPROTO, Errno.ENOTCONN, 101})
  void hasTheSystemsMessageWhateverTheError(int errno) {
    assertThat(Errno.ofSocket(errno)).hasMessage(Libc.strerror(errno));
    assertThat(Errno.ofReceive(errno))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage(Libc.strerror(errno));
    assertThat(Errno.ofSend(errno)).isExactlyInstanceOf(IOException.class);
    assertThat(Errno.ofAccept(errno)).isExactlyInstanceOf(IOException.class);
    assertThat(Errno.ofOption(errno)).isExactlyInstanceOf(SocketException.class);
  }
}
