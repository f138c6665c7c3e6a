package io.trixter.netem.nio.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.UNIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NativeSocketTest {
  private static final int BATCHES = 100;
  private static final int CALLS = 10_000;
  private static final int RACES = 300;
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment errno = Libc.newErrno(arena);
  private final MemorySegment data = arena.allocate(1 << 16, Long.BYTES);
  private ServerSocketChannel server;
  private SocketChannel peer;
  private NativeSocket socket;

  @BeforeEach
  void connect() throws IOException {
    server = ServerSocketChannel.open().bind(ANY_PORT);
    socket = NativeSocket.open(null);
    Syscalls.connect(socket, (InetSocketAddress) server.getLocalAddress());
    peer = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    peer.close();
    server.close();
    arena.close();
  }

  private int receive() throws IOException {
    return socket.receive(errno, data.address(), 100);
  }

  private int send(int length) throws IOException {
    return socket.send(errno, data.address(), length);
  }

  @Test
  void movesBytesBothWays() throws IOException {
    assertThat(receive()).isEqualTo(NativeSocket.WOULD_BLOCK);
    peer.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    Syscalls.awaitInput(socket);

    assertThat(receive()).isEqualTo(3);
    assertThat(data.asSlice(0, 3).toArray(JAVA_BYTE)).containsExactly(1, 2, 3);
    assertThat(receive()).isEqualTo(NativeSocket.WOULD_BLOCK);
    assertThat(send(2)).isEqualTo(2);
    ByteBuffer got = ByteBuffer.allocate(2);
    while (got.hasRemaining()) {
      peer.read(got);
    }
    assertThat(got.array()).containsExactly(1, 2);
  }

  @Test
  void aSendDoesNotWaitForASlowPeer() throws IOException {
    int sent = send(1 << 16);
    while (sent > 0) {
      sent = send(1 << 16);
    }

    assertThat(sent).isEqualTo(NativeSocket.WOULD_BLOCK);
  }

  @Test
  void anAcceptedSocketIsConnected() throws IOException {
    NativeSocket listener = NativeSocket.openServer(null);
    listener.bind(ANY_PORT);
    listener.listen(0);
    try (SocketChannel client = SocketChannel.open(listener.localAddress())) {
      NativeSocket accepted = Syscalls.accept(listener);

      assertThat(accepted.isConnected()).isTrue();
      assertThat(accepted.remoteAddress()).isEqualTo(client.getLocalAddress());
      assertThat(accepted.localAddress()).isEqualTo(client.getRemoteAddress());
      assertThatExceptionOfType(AlreadyBoundException.class)
          .isThrownBy(() -> accepted.bind(ANY_PORT));
      accepted.close();
    } finally {
      listener.close();
    }
  }

  @Test
  void anAcceptedSocketKnowsWhoItsPeerWasAfterAReset() throws IOException {
    for (ProtocolFamily family : new ProtocolFamily[] {StandardProtocolFamily.INET, null}) {
      NativeSocket listener = NativeSocket.openServer(family);
      listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
      listener.listen(0);
      SocketChannel client = SocketChannel.open(listener.localAddress());
      NativeSocket accepted = Syscalls.accept(listener);
      SocketAddress peers = client.getLocalAddress();
      client.setOption(StandardSocketOptions.SO_LINGER, 0).close();

      assertThat(accepted.remoteAddress()).isEqualTo(peers);
      accepted.close();
      listener.close();
    }
  }

  @Test
  void hasTheAddressesOfItsConnection() throws IOException {
    assertThat(socket.localAddress()).isEqualTo(peer.getRemoteAddress());
    assertThat(socket.remoteAddress()).isEqualTo(peer.getLocalAddress());
  }

  @Test
  void keepsItsAddressesAfterAReset() throws IOException {
    Object local = peer.getRemoteAddress();
    peer.setOption(StandardSocketOptions.SO_LINGER, 0).close();
    Syscalls.awaitInput(socket);

    assertThat(socket.localAddress()).isEqualTo(local);
    assertThat(socket.remoteAddress()).isEqualTo(server.getLocalAddress());
  }

  @Test
  void aSocketBoundToAnyAddressHasOneOnceConnected() throws IOException {
    NativeSocket bound = NativeSocket.open(null);
    assertThat(bound.localAddress()).isNull();
    assertThat(bound.remoteAddress()).isNull();
    bound.bind(null);
    int port = ((InetSocketAddress) bound.localAddress()).getPort();

    Syscalls.connect(bound, (InetSocketAddress) server.getLocalAddress());

    assertThat(bound.localAddress()).isEqualTo(new InetSocketAddress(ANY_PORT.getAddress(), port));
    bound.close();
  }

  @Test
  void connectsToThisMachineWhenTheAddressIsAny() throws IOException {
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    NativeSocket other = NativeSocket.open(null);

    Syscalls.connect(other, new InetSocketAddress("0.0.0.0", port));

    assertThat(other.remoteAddress()).isEqualTo(server.getLocalAddress());
    other.close();
  }

  @Test
  void takesOneAddressAndOneConnect() throws IOException {
    NativeSocket other = NativeSocket.open(null);
    other.bind(ANY_PORT);

    assertThatExceptionOfType(AlreadyBoundException.class).isThrownBy(() -> other.bind(ANY_PORT));
    other.connecting(server.getLocalAddress(), data);
    assertThat(other.remoteAddress()).isNull();
    assertThatExceptionOfType(ConnectionPendingException.class)
        .isThrownBy(() -> other.connecting(server.getLocalAddress(), data));
    assertThatExceptionOfType(ConnectionPendingException.class)
        .isThrownBy(() -> other.bind(ANY_PORT));
    assertThatExceptionOfType(AlreadyConnectedException.class)
        .isThrownBy(() -> socket.connecting(server.getLocalAddress(), data));
    other.close();
    other.connected(); // a late completion
    assertThat(other.isConnected()).isFalse();
  }

  @Test
  void aHalfCloseEndsThePeersInput() throws IOException {
    socket.shutdownOutput();
    socket.shutdownOutput();

    assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThatExceptionOfType(AsynchronousCloseException.class).isThrownBy(() -> send(1));
    assertThatExceptionOfType(AsynchronousCloseException.class)
        .isThrownBy(() -> socket.sent(-Errno.EPIPE));
    assertThat(socket.sent(1)).isEqualTo(1);
    assertThat(receive()).isEqualTo(NativeSocket.WOULD_BLOCK);
  }

  @Test
  void bytesThatMovedWhileTheInputWasShutDownCount() throws IOException {
    socket.shutdownInput();

    assertThat(socket.received(1)).isEqualTo(1);
    assertThat(socket.received(-Errno.EAGAIN)).isEqualTo(NativeSocket.END);
  }

  @Test
  void nothingIsReceivedOnceTheInputIsShutDown() throws IOException {
    peer.write(ByteBuffer.allocate(1));
    Syscalls.awaitInput(socket);

    socket.shutdownInput();
    socket.shutdownInput();

    assertThat(receive()).isEqualTo(NativeSocket.END);
    assertThat(send(1)).isEqualTo(1);
  }

  @Test
  void turnsWhatTheRingAnsweredIntoTheSameResults() throws IOException {
    assertThat(socket.received(7)).isEqualTo(7);
    assertThat(socket.received(0)).isEqualTo(NativeSocket.END);
    assertThat(socket.received(-Errno.EAGAIN)).isEqualTo(NativeSocket.WOULD_BLOCK);
    assertThat(socket.sent(7)).isEqualTo(7);
    assertThat(socket.sent(-Errno.EAGAIN)).isEqualTo(NativeSocket.WOULD_BLOCK);
    assertThatThrownBy(() -> socket.sent(-Errno.EPIPE))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage(Libc.strerror(Errno.EPIPE));
    assertThatThrownBy(() -> socket.received(-Errno.ECONNRESET))
        .isExactlyInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    assertThatThrownBy(this::receive).hasMessage("Connection reset");
  }

  @Test
  void refusesEverythingOnceClosed() {
    socket.close();
    socket.close();

    assertThat(socket.detach()).isEqualTo(-1);
    refusesEverything();
  }

  @Test
  void refusesEverythingOnceItGaveItsDescriptorUp() throws IOException {
    int fd = socket.fd();

    assertThat(socket.detach()).isEqualTo(fd);

    socket.close();
    refusesEverything();
    assertThat(Libc.close(errno, fd)).isZero();
  }

  private void refusesEverything() {
    List<ThrowingCallable> calls =
        List.of(
            socket::fd,
            () -> socket.bind(ANY_PORT),
            () -> socket.listen(1),
            () -> socket.connecting(ANY_PORT, data),
            socket::localAddress,
            socket::remoteAddress,
            () -> socket.getOption(StandardSocketOptions.SO_LINGER),
            () -> socket.setOption(StandardSocketOptions.SO_LINGER, 1),
            socket::shutdownInput,
            socket::shutdownOutput,
            this::receive,
            () -> socket.received(1),
            () -> send(1),
            () -> socket.sent(1));
    assertThat(calls)
        .allSatisfy(
            each -> assertThatThrownBy(each).isExactlyInstanceOf(ClosedChannelException.class));
  }

  @Test
  void opensOnlyFamiliesOfTheInternet() {
    assertThatThrownBy(() -> NativeSocket.open(UNIX))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("Protocol family not supported");
  }

  /** Numbers are given out anew at once, so that a late call would hit the next socket. */
  @Test
  void aCallOfAnotherThreadNeverHitsTheNextSocketOfTheSameNumber() throws Exception {
    for (int i = 0; i < RACES; i++) {
      NativeSocket closing = NativeSocket.open(INET);
      CountDownLatch started = new CountDownLatch(1);
      Thread setter = Thread.ofPlatform().start(() -> setUntilClosed(closing, started));
      started.await();

      closing.close();
      NativeSocket next = NativeSocket.open(INET);

      setter.join();
      assertThat(next.getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
      next.close();
    }
  }

  private static void setUntilClosed(NativeSocket socket, CountDownLatch started) {
    try {
      while (true) {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        started.countDown();
      }
    } catch (IOException closed) {
      // which ends it
    }
  }

  /** Until the calls are compiled, the JDK slices the segment of errno. */
  @Test
  void movesBytesWithoutAllocatingOnceCompiled() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 1;
    for (int batch = 0; batch < BATCHES && allocated > 0; batch++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        receive();
        send(1);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }

    assertThat(allocated).isZero();
  }
}
