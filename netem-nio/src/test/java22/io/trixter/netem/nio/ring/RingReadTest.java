package io.trixter.netem.nio.ring;

import static io.trixter.netem.nio.ring.RingNetwork.inLoop;
import static io.trixter.netem.nio.ring.RingNetwork.loop;
import static io.trixter.netem.nio.ring.RingNetwork.read;
import static io.trixter.netem.nio.ring.RingNetwork.whenReadable;
import static io.trixter.netem.nio.ring.RingNetwork.write;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.ring.RingNetwork.HalfPair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wait has received beforehand, and what comes behind it. */
@NeedsRing
class RingReadTest {
  private static final int PROVIDED = 512;

  @RegisterExtension final RingNetwork network = new RingNetwork(1);

  static byte[] bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Outcome<Long> scatter(AsynchronousSocketChannel channel, ByteBuffer... into) {
    Outcome<Long> outcome = new Outcome<>();
    channel.read(into, 0, into.length, 0, MILLISECONDS, null, outcome);
    return outcome;
  }

  /** Reads {@code count} bytes, a piece of at most {@code room} at a time. */
  static byte[] readAll(AsynchronousSocketChannel channel, int count, int room) {
    ByteBuffer all = ByteBuffer.allocate(count);
    while (all.hasRemaining()) {
      ByteBuffer piece = ByteBuffer.allocateDirect(Math.min(room, all.remaining()));
      assertThat(read(channel, piece).value()).isPositive();
      all.put(piece.flip());
    }
    return all.array();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4095, 4096, 4097, 100_000})
  void readsOfAnySizeFindTheBytesInOrder(int room) throws Exception {
    HalfPair pair = network.halfPair();
    byte[] sent = bytes(room < 10 ? 20_000 : 300_000, room);
    Outcome<Void> readable = whenReadable(pair.channel());
    Thread writer = new Thread(() -> writeQuietly(pair.peer(), sent));
    writer.start();
    readable.value();
    assertThat(readAll(pair.channel(), sent.length, room)).isEqualTo(sent);
    writer.join();
    pair.peer().close();
    assertThat(read(pair.channel(), 1).value()).isEqualTo(-1);
  }

  private static void writeQuietly(Socket peer, byte[] sent) {
    writeQuietly(peer, sent, 0);
  }

  static void writeQuietly(Socket peer, byte[] sent, int from) {
    try {
      peer.getOutputStream().write(sent, from, sent.length - from);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whenReadableCompletesAgainAndAgainWhileBytesAreKept() throws Exception {
    HalfPair pair = network.halfPair();
    pair.peer().getOutputStream().write(new byte[] {1, 2, 3});
    for (int i = 0; i < 3; i++) {
      whenReadable(pair.channel()).value();
    }
    for (int i = 1; i <= 3; i++) {
      whenReadable(pair.channel()).value();
      ByteBuffer one = ByteBuffer.allocate(1);
      assertThat(read(pair.channel(), one).value()).isEqualTo(1);
      assertThat(one.get(0)).isEqualTo((byte) i);
    }
    Outcome<Void> none = whenReadable(pair.channel());
    pair.peer().close();
    none.value();
    assertThat(read(pair.channel(), 1).value()).isEqualTo(-1);
    assertThat(read(pair.channel(), 1).value()).isEqualTo(-1);
  }

  @Test
  void aScatterFillsItsBuffersInOrderAndSkipsEmptyOnes() throws Exception {
    HalfPair pair = network.halfPair();
    byte[] sent = bytes(10_000, 1);
    pair.peer().getOutputStream().write(sent);
    whenReadable(pair.channel()).value();
    ByteBuffer all = ByteBuffer.allocate(sent.length);
    while (all.hasRemaining()) {
      ByteBuffer first = all.slice(all.position(), Math.min(100, all.remaining()));
      ByteBuffer empty = ByteBuffer.allocate(0);
      ByteBuffer rest = all.slice(all.position() + first.limit(), all.remaining() - first.limit());
      long n = scatter(pair.channel(), empty, first, empty, rest, empty).value();
      assertThat(n).isEqualTo(first.position() + rest.position());
      all.position(all.position() + (int) n);
    }
    assertThat(all.array()).isEqualTo(sent);
  }

  @Test
  void aResetBehindBytesIsToldWhenTheBytesHaveBeenRead() throws Exception {
    HalfPair pair = network.halfPair();
    Outcome<Void> readable = whenReadable(pair.channel());
    inLoop(loop(pair.channel()), () -> sendAndReset(pair, 6_000));
    readable.value();
    long read = 0;
    while (read < 6_000) {
      ByteBuffer small = ByteBuffer.allocateDirect(3_000);
      ByteBuffer large = ByteBuffer.allocateDirect(10_000);
      read += scatter(pair.channel(), small, large).value();
    }
    assertThat(read).isEqualTo(6_000);
    assertIsReset(pair.channel());
    assertIsReset(pair.channel());
  }

  @Test
  void aResetBehindTheFirstOfSeveralBuffersLosesNoneOfItsBytes() throws Exception {
    HalfPair pair = network.halfPair();
    Outcome<Integer> first = read(pair.channel(), 10);
    pair.peer().getOutputStream().write(new byte[10]);
    first.value(); // the next read is tried at once, without a wait
    ByteBuffer one = ByteBuffer.allocate(10);
    ByteBuffer two = ByteBuffer.allocate(10);
    Outcome<Long> scattered =
        inLoop(
            loop(pair.channel()),
            () -> {
              sendAndReset(pair, 10);
              return scatter(pair.channel(), one, two);
            });
    assertThat(scattered.value()).isEqualTo(10);
    assertThat(one.position()).isEqualTo(10);
    assertIsReset(pair.channel());
  }

  /** Has the peer write and reset the connection. */
  private static int sendAndReset(HalfPair pair, int count) throws IOException {
    pair.peer().getOutputStream().write(new byte[count]);
    pair.peer().setSoLinger(true, 0);
    pair.peer().close();
    return count;
  }

  private static void assertIsReset(AsynchronousSocketChannel channel) {
    assertThat(read(channel, 10).failure())
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
  }

  @Test
  void anErrorOtherThanAResetIsRememberedToo() throws Exception {
    HalfPair pair = network.halfPair();
    RingSocket socket = RingNetwork.socket(pair.channel());
    NativeSocket below = socket.socket;
    inLoop(
        loop(pair.channel()),
        () -> {
          assertThatThrownBy(() -> below.received(-Errno.ETIMEDOUT))
              .hasMessage("Connection timed out");
          return assertThatThrownBy(() -> socket.read(ByteBuffer.allocate(1), null))
              .hasMessage("Connection timed out");
        });
    pair.peer().close();
  }

  @Test
  void noBytesAreReadOnceTheInputIsShutDownThoughSomeAreKept() throws Exception {
    HalfPair pair = network.halfPair();
    pair.peer().getOutputStream().write(1);
    whenReadable(pair.channel()).value();
    pair.channel().shutdownInput();
    assertThat(read(pair.channel(), 1).value()).isEqualTo(-1);
    pair.peer().close();
  }

  @Test
  void aPeerWhoseBytesWereReceivedButNotReadSeesAReset() throws Exception {
    HalfPair pair = network.halfPair();
    pair.peer().getOutputStream().write(new byte[10]);
    whenReadable(pair.channel()).value();
    assertThat(read(pair.channel(), 5).value()).isEqualTo(5);
    pair.channel().close();
    assertThatThrownBy(() -> pair.peer().getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    pair.peer().close();
  }

  @Test
  void anInterruptedReceiveIsTriedAgain() throws Exception {
    HalfPair pair = network.halfPair();
    Outcome<Integer> reading = read(pair.channel(), 10);
    RingSocket socket = RingNetwork.socket(pair.channel());
    inLoop(loop(pair.channel()), () -> null);
    inLoop(
        loop(pair.channel()),
        () -> {
          RingPoller poller = RingNetwork.poller(pair.channel());
          poller.cancel(RingPoller.userData(RingNetwork.get(socket, "number"), Completing.RECEIVE));
          return null;
        });
    inLoop(loop(pair.channel()), () -> null);
    pair.peer().getOutputStream().write(new byte[3]);
    assertThat(reading.value()).isEqualTo(3);
    pair.peer().close();
  }

  /** Connects and sends two bytes to each of more connections than there are provided buffers. */
  static List<HalfPair> takeAllBuffers(RingNetwork network) throws IOException {
    List<HalfPair> idle = new ArrayList<>();
    for (int i = 0; i < PROVIDED + 20; i++) {
      HalfPair pair = network.halfPair();
      idle.add(pair);
      pair.peer().getOutputStream().write(new byte[] {1, (byte) i});
    }
    for (HalfPair pair : idle) {
      whenReadable(pair.channel()).value();
    }
    return idle;
  }

  @Test
  void othersGoOnWhenConnectionsThatNobodyReadsHaveAllProvidedBuffers() throws Exception {
    List<HalfPair> idle = takeAllBuffers(network);
    HalfPair other = network.halfPair();
    byte[] sent = bytes(200_000, 2);
    Thread writer = new Thread(() -> writeQuietly(other.peer(), sent));
    writer.start();
    assertThat(readAll(other.channel(), sent.length, 3_000)).isEqualTo(sent);
    writer.join();
    other.peer().close();
    assertThat(read(other.channel(), 1).value()).isEqualTo(-1);
    for (int i = 0; i < idle.size(); i++) {
      assertThat(readAll(idle.get(i).channel(), 2, 2)).containsExactly(1, i);
      idle.get(i).peer().close();
      assertThat(read(idle.get(i).channel(), 1).value()).isEqualTo(-1);
    }
  }

  @Test
  void aTimedOutReadNeverTouchesItsBufferAndTheOtherDirectionGoesOn() throws Exception {
    HalfPair pair = network.halfPair();
    ByteBuffer buffer = ByteBuffer.allocate(8);
    Outcome<Integer> reading = new Outcome<>();
    pair.channel().read(buffer, 1, MILLISECONDS, null, reading);
    assertThat(reading.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    assertIsLate(pair, buffer);
  }

  @Test
  void aCancelledReadNeverTouchesItsBufferAndTheOtherDirectionGoesOn() throws Exception {
    HalfPair pair = network.halfPair();
    ByteBuffer buffer = ByteBuffer.allocate(8);
    Future<Integer> reading = pair.channel().read(buffer);
    inLoop(loop(pair.channel()), () -> null);
    assertThat(reading.cancel(false)).isTrue();
    assertIsLate(pair, buffer);
  }

  private static void assertIsLate(HalfPair pair, ByteBuffer buffer) throws Exception {
    pair.peer().getOutputStream().write(new byte[] {1, 2, 3});
    assertThat(write(pair.channel(), ByteBuffer.wrap(new byte[] {4})).value()).isEqualTo(1);
    assertThat(pair.peer().getInputStream().read()).isEqualTo(4);
    inLoop(loop(pair.channel()), () -> null);
    assertThat(buffer.position()).isZero();
    assertThat(buffer.array()).containsOnly(0);
    assertThatThrownBy(() -> read(pair.channel(), 1)).isInstanceOf(IllegalStateException.class);
    pair.channel().close();
    assertThatThrownBy(() -> pair.peer().getInputStream().read())
        .as("its bytes were not read")
        .isInstanceOf(SocketException.class);
    pair.peer().close();
  }

  @Test
  void aBufferWhoseMemoryIsGoneIsRefused() throws Exception {
    HalfPair pair = network.halfPair();
    ByteBuffer buffer;
    try (Arena arena = Arena.ofShared()) {
      buffer = arena.allocate(100_000).asByteBuffer();
    }
    pair.peer().getOutputStream().write(new byte[100]);
    whenReadable(pair.channel()).value();
    assertThat(read(pair.channel(), 10).value()).isEqualTo(10);
    assertThat(read(pair.channel(), buffer).failure()).isInstanceOf(IllegalStateException.class);
    assertThat(write(pair.channel(), buffer).failure()).isInstanceOf(IllegalStateException.class);
    pair.peer().close();
  }

  /** A handler that reads on, so that everything happens on the loop's thread. */
  private static final class Reading implements CompletionHandler<Integer, Object> {
    private final AsynchronousSocketChannel channel;
    private final ByteBuffer room = ByteBuffer.allocateDirect(1 << 16);
    private final Outcome<Long> over = new Outcome<>();
    private long read;

    Reading(AsynchronousSocketChannel channel) {
      this.channel = channel;
      channel.read(room, null, this);
    }

    @Override
    public void completed(Integer n, Object attachment) {
      if (n < 0) {
        over.completed(read, null);
      } else {
        read += n;
        channel.read(room.clear(), null, this);
      }
    }

    @Override
    public void failed(Throwable thrown, Object attachment) {
      over.failed(thrown, null);
    }
  }

  @Test
  void theEndBehindBytesIsToldOnceTheyHaveBeenRead() throws Exception {
    for (int size : new int[] {1, 4_096, 4_097, 8_192, 70_000}) {
      HalfPair pair = network.halfPair();
      pair.peer().getOutputStream().write(new byte[size]);
      pair.peer().shutdownOutput();
      Reading reading = new Reading(pair.channel());
      assertThat(reading.over.value()).isEqualTo(size);
      assertThat(write(pair.channel(), ByteBuffer.allocate(3)).value()).isEqualTo(3);
      assertThat(pair.peer().getInputStream().readNBytes(3)).hasSize(3);
      pair.peer().close();
    }
  }
}
