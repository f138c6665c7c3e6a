package io.trixter.netem.nio.ring;

import static io.trixter.netem.nio.ring.RingNetwork.awaitInLoop;
import static io.trixter.netem.nio.ring.RingNetwork.inLoop;
import static io.trixter.netem.nio.ring.RingNetwork.loop;
import static io.trixter.netem.nio.ring.RingNetwork.read;
import static io.trixter.netem.nio.ring.RingNetwork.write;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.ReactorChannel;
import io.trixter.netem.nio.ring.RingNetwork.HalfPair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is queued to be sent, and a half-close, a close or a reset right behind it. */
@NeedsRing
class RingWriteTest {
  private static final int SLOTS = 1024;

  @RegisterExtension final RingNetwork network = new RingNetwork(1);

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4_096, 4_097, 50_000})
  void aHalfCloseInAHandlerFollowsTheBytesOfAWriteRightBefore(int size) throws Exception {
    HalfPair pair = network.halfPair();
    byte[] sent = bytes(size);
    Outcome<Integer> writing =
        network.amidBatch(
            () -> {
              Outcome<Integer> outcome = write(pair.channel(), ByteBuffer.wrap(sent));
              pair.channel().shutdownOutput();
              return outcome;
            });
    assertThat(writing.value()).isEqualTo(size);
    byte[] got = pair.peer().getInputStream().readAllBytes();
    assertThat(got).isEqualTo(sent);
    pair.peer().close();
  }

  @Test
  void aWriteThatWasCompletedHasReachedThePeerThoughAnotherThreadHalfCloses() throws Exception {
    for (int i = 0; i < 200; i++) {
      HalfPair pair = network.halfPair();
      Outcome<Integer> writing = write(pair.channel(), ByteBuffer.allocate(10));
      pair.channel().shutdownOutput();
      byte[] got = pair.peer().getInputStream().readAllBytes();
      if (writing.endsWithin(Duration.ofSeconds(15)) && got.length == 0) {
        assertThat(writing.failure()).isInstanceOf(IOException.class);
      } else {
        assertThat(writing.value()).isEqualTo(got.length);
      }
      pair.channel().close();
      pair.peer().close();
    }
  }

  @Test
  void aCloseInAHandlerFollowsTheBytesOfASmallWriteRightBefore() throws Exception {
    HalfPair pair = network.halfPair();
    network.amidBatch(
        () -> {
          write(pair.channel(), ByteBuffer.allocate(100));
          pair.channel().close();
          return null;
        });
    assertThat(pair.peer().getInputStream().readAllBytes()).hasSize(100);
    pair.peer().close();
  }

  @Test
  void aCloseIsTheEndToThePeerAtOnceThoughAReceiveIsPending() throws Exception {
    HalfPair pair = network.halfPair();
    Outcome<Integer> reading = read(pair.channel(), 10);
    inLoop(loop(pair.channel()), () -> null);
    inLoop(loop(pair.channel()), () -> null); // the receive is with the kernel
    pair.channel().close();
    assertThat(reading.failure()).isInstanceOf(IOException.class);
    assertThat(pair.peer().getInputStream().read()).isEqualTo(-1);
    pair.peer().close();
  }

  @Test
  void aResetIsOneToThePeerAtOnceThoughAReceiveIsPending() throws Exception {
    HalfPair pair = network.halfPair();
    Outcome<Integer> reading = read(pair.channel(), 10);
    inLoop(loop(pair.channel()), () -> null);
    inLoop(loop(pair.channel()), () -> null);
    ((ReactorChannel) pair.channel()).reset();
    assertThat(reading.failure()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> pair.peer().getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    pair.peer().close();
  }

  @Test
  void aResetRightBehindASmallWriteIsOne() throws Exception {
    HalfPair pair = network.halfPair();
    network.amidBatch(
        () -> {
          write(pair.channel(), ByteBuffer.allocate(100));
          ((ReactorChannel) pair.channel()).reset();
          return null;
        });
    assertThatThrownBy(() -> pair.peer().getInputStream().readAllBytes())
        .isInstanceOf(SocketException.class);
    pair.peer().close();
  }

  @Test
  void aGatherSendsEveryKindOfBufferInOrderAndSkipsEmptyOnes() throws Exception {
    for (int size : new int[] {10, 1_000, 3_000, 60_000}) {
      HalfPair pair = network.halfPair();
      byte[] sent = bytes(3 * size);
      ByteBuffer heap = ByteBuffer.wrap(sent, 0, size);
      ByteBuffer direct = ByteBuffer.allocateDirect(size).put(sent, size, size).flip();
      ByteBuffer readOnly = ByteBuffer.wrap(sent, 2 * size, size).asReadOnlyBuffer();
      ByteBuffer[] all = {
        ByteBuffer.allocate(0), heap, ByteBuffer.allocateDirect(0), direct, readOnly.slice()
      };
      Outcome<byte[]> got = new Outcome<>();
      new Thread(() -> readFully(pair.peer(), sent.length, got)).start();
      long written = 0;
      while (written < sent.length) {
        Outcome<Long> writing = new Outcome<>();
        pair.channel().write(all, 0, all.length, 0, MILLISECONDS, null, writing);
        written += writing.value();
      }
      assertThat(got.value()).isEqualTo(sent);
      assertThat(all).allMatch(buffer -> !buffer.hasRemaining());
      pair.peer().close();
    }
  }

  private static void readFully(Socket peer, int count, Outcome<byte[]> got) {
    try {
      got.completed(peer.getInputStream().readNBytes(count), null);
    } catch (IOException e) {
      got.failed(e, null);
    }
  }

  @Test
  void aTimedOutWriteEndsItsDirectionAloneAndTheSocketClosesAllTheSame() throws Exception {
    HalfPair pair = network.narrowHalfPair();
    fill(pair);
    ByteBuffer small = ByteBuffer.allocate(100);
    Outcome<Integer> writing = new Outcome<>();
    network.amidBatch(
        () -> {
          pair.channel().write(small, 10, MILLISECONDS, null, writing);
          return null;
        });
    assertThat(writing.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    assertIsLate(pair, small);
  }

  @Test
  void aCancelledWriteEndsItsDirectionAloneAndTheSocketClosesAllTheSame() throws Exception {
    HalfPair pair = network.narrowHalfPair();
    fill(pair);
    ByteBuffer small = ByteBuffer.allocate(100);
    Future<Integer> writing = network.amidBatch(() -> pair.channel().write(small));
    awaitInLoop(loop(pair.channel()), () -> awaitsRoom(pair));
    assertThat(writing.cancel(false)).isTrue();
    assertIsLate(pair, small);
  }

  /** Fills the socket until it takes nothing, nor a while after: the peer's window is shut. */
  private void fill(HalfPair pair) throws Exception {
    for (int inVain = 0; inVain < 20; inVain = fillOnce(pair) ? 0 : inVain + 1) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static boolean fillOnce(HalfPair pair) throws Exception {
    NativeSocket socket = RingNetwork.socket(pair.channel()).socket;
    DirectTransfers direct = RingNetwork.poller(pair.channel()).direct;
    return inLoop(
        loop(pair.channel()), () -> direct.send(socket, ByteBuffer.allocate(1 << 16), null) > 0);
  }

  private static boolean awaitsRoom(HalfPair pair) {
    RoomPoll roomPoll = RingNetwork.get(RingNetwork.socket(pair.channel()), "roomPoll");
    return roomPoll != null && roomPoll.isPending();
  }

  private void assertIsLate(HalfPair pair, ByteBuffer buffer) throws Exception {
    assertThat(buffer.position()).isZero();
    assertThatThrownBy(() -> write(pair.channel(), buffer))
        .isInstanceOf(IllegalStateException.class);
    pair.peer().getOutputStream().write(7);
    assertThat(read(pair.channel(), 1).value()).isEqualTo(1);
    pair.channel().close();
    awaitInLoop(loop(pair.channel()), () -> !awaitsRoom(pair));
    assertThat(buffer.position()).isZero();
    pair.peer().close();
  }

  @Test
  void writesGoOnWhenEverySlotIsWithTheKernel() throws Exception {
    HalfPair pair = network.narrowHalfPair();
    SendSlots slots = RingNetwork.poller(pair.channel()).slots;
    List<Integer> lent =
        inLoop(
            loop(pair.channel()),
            () -> {
              List<Integer> all = new ArrayList<>();
              for (int slot = slots.lease(); slot >= 0; slot = slots.lease()) {
                all.add(slot);
              }
              return all;
            });
    assertThat(lent).hasSize(SLOTS).doesNotHaveDuplicates();
    for (int i = 0; i < 10; i++) {
      assertThat(network.amidBatch(() -> write(pair.channel(), ByteBuffer.wrap(bytes(10)))).value())
          .isEqualTo(10);
      assertThat(pair.peer().getInputStream().readNBytes(10)).isEqualTo(bytes(10));
    }
    fill(pair);
    Outcome<Integer> waiting =
        network.amidBatch(() -> write(pair.channel(), ByteBuffer.allocate(100)));
    inLoop(loop(pair.channel()), () -> null);
    assertThat(waiting.isDone()).isFalse();
    drain(pair.peer());
    assertThat(waiting.value()).isEqualTo(100);
    inLoop(
        loop(pair.channel()),
        () -> {
          lent.forEach(slots::release);
          return null;
        });
    assertThat(write(pair.channel(), ByteBuffer.allocate(10)).value()).isEqualTo(10);
    pair.channel().close();
  }

  private static void drain(Socket peer) {
    Thread drain =
        new Thread(
            () -> {
              try {
                peer.getInputStream().readAllBytes();
                peer.close();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    drain.setDaemon(true);
    drain.start();
  }

  @Test
  void aSendThatCannotBeAskedForGivesItsSlotBack() throws Exception {
    HalfPair pair = network.halfPair();
    ByteBuffer gone;
    try (Arena arena = Arena.ofShared()) {
      gone = arena.allocate(100).asByteBuffer();
    }
    SendSlots slots = RingNetwork.poller(pair.channel()).slots;
    assertThat(network.amidBatch(() -> write(pair.channel(), gone)).failure())
        .isInstanceOf(IllegalStateException.class);
    assertThat(RingNetwork.<ByteBuffer[]>get(slots, "buffers")).as("one was lent").isNotEmpty();
    assertThat(inLoop(loop(pair.channel()), slots::lent)).isZero();
    assertThat(write(pair.channel(), ByteBuffer.allocate(1)).value()).isEqualTo(1);
    pair.peer().close();
  }

  @Test
  void aSendThatFindsNoRoomIsTriedAgainWhenThereIsSome() throws Exception {
    HalfPair pair = network.narrowHalfPair();
    fill(pair);
    SendSlots slots = RingNetwork.poller(pair.channel()).slots;
    Outcome<Integer> writing =
        network.amidBatch(
            () -> {
              Outcome<Integer> outcome = write(pair.channel(), ByteBuffer.allocate(100));
              assertThat(slots.lent()).isOne();
              return outcome;
            });
    awaitInLoop(loop(pair.channel()), () -> slots.lent() == 0);
    assertThat(writing.isDone()).isFalse();
    drain(pair.peer());
    assertThat(writing.value()).isEqualTo(100);
    pair.channel().close();
  }

  /** Writes a few bytes one by one, and notes how many polls there had been at the end of each. */
  private static final class Sequence implements CompletionHandler<Integer, Object> {
    private static final int WRITES = 5;

    private final AsynchronousSocketChannel channel;
    private final List<Long> polls = new ArrayList<>();
    private final Outcome<List<Long>> over = new Outcome<>();

    Sequence(AsynchronousSocketChannel channel) {
      this.channel = channel;
    }

    void next() {
      channel.write(ByteBuffer.allocate(1), null, this);
    }

    @Override
    public void completed(Integer n, Object attachment) {
      polls.add(RingNetwork.poller(channel).polls());
      if (polls.size() < WRITES) {
        next();
      } else {
        over.completed(polls, null);
      }
    }

    @Override
    public void failed(Throwable thrown, Object attachment) {
      over.failed(thrown, null);
    }
  }

  @Test
  void ofASequenceOfSmallWritesTheFirstAloneTakesAPoll() throws Exception {
    HalfPair one = network.halfPair();
    HalfPair other = network.halfPair();
    Sequence first = new Sequence(one.channel());
    Sequence second = new Sequence(other.channel()); // so that their sends end in one poll
    long before =
        network.amidBatch(
            () -> {
              first.next();
              second.next();
              return RingNetwork.poller(one.channel()).polls();
            });
    assertThat(first.over.value()).hasSize(Sequence.WRITES).containsOnly(before + 1);
    assertThat(second.over.value()).hasSize(Sequence.WRITES).containsOnly(before + 1);
    one.peer().close();
    other.peer().close();
  }
}
