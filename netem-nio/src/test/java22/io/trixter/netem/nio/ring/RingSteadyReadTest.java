package io.trixter.netem.nio.ring;

import static io.trixter.netem.nio.ring.RingNetwork.inLoop;
import static io.trixter.netem.nio.ring.RingNetwork.loop;
import static io.trixter.netem.nio.ring.RingNetwork.read;
import static io.trixter.netem.nio.ring.RingReadTest.bytes;
import static io.trixter.netem.nio.ring.RingReadTest.readAll;
import static io.trixter.netem.nio.ring.RingReadTest.takeAllBuffers;
import static io.trixter.netem.nio.ring.RingReadTest.writeQuietly;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.ring.RingNetwork.HalfPair;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that receives one small message after another. */
@NeedsRing
class RingSteadyReadTest {
  @RegisterExtension final RingNetwork network = new RingNetwork(1);

  /** Reads so many small messages that one request receives those to come. */
  private static void readSteadily(HalfPair pair) throws Exception {
    for (int i = 0; i < 10; i++) {
      Outcome<Integer> reading = read(pair.channel(), 10);
      inLoop(loop(pair.channel()), () -> null); // it waits
      pair.peer().getOutputStream().write(i);
      assertThat(reading.value()).isEqualTo(1);
    }
    assertThat(inLoop(loop(pair.channel()), () -> readRequest(pair)))
        .as("a request that goes on though nobody reads")
        .isEqualTo(Completing.RECEIVE);
  }

  private static int readRequest(HalfPair pair) {
    return RingNetwork.get(RingNetwork.socket(pair.channel()), "readRequest");
  }

  @Test
  void noMoreIsReceivedOnceBytesHaveComeThatNobodyWaitsFor() throws Exception {
    HalfPair pair = network.halfPair();
    readSteadily(pair);
    pair.peer().getOutputStream().write(bytes(10, 1));
    RingNetwork.awaitInLoop(loop(pair.channel()), () -> readRequest(pair) == 0);
    pair.peer().getOutputStream().write(bytes(20_000, 2));
    for (int i = 0; i < 10; i++) {
      inLoop(loop(pair.channel()), () -> null);
    }
    assertThat(inLoop(loop(pair.channel()), () -> readRequest(pair))).isZero();
    assertThat(readAll(pair.channel(), 10, 10)).isEqualTo(bytes(10, 1));
    assertThat(readAll(pair.channel(), 20_000, 3_000)).isEqualTo(bytes(20_000, 2));
    pair.peer().close();
    assertThat(read(pair.channel(), 1).value()).isEqualTo(-1);
  }

  @Test
  void readsGoOnWhenTheirRequestFindsNoBuffer() throws Exception {
    HalfPair pair = network.halfPair();
    readSteadily(pair);
    List<HalfPair> idle = takeAllBuffers(network);
    for (int i = 0; i < 10; i++) {
      Outcome<Integer> reading = read(pair.channel(), 10);
      inLoop(loop(pair.channel()), () -> null);
      pair.peer().getOutputStream().write(i);
      assertThat(reading.value()).isEqualTo(1);
    }
    for (HalfPair each : idle) {
      assertThat(read(each.channel(), 2).value()).isEqualTo(2);
      each.peer().close();
    }
    readSteadily(pair);
    pair.peer().close();
  }

  @Test
  void bytesComeInOrderThoughTheirRequestIsBeingCancelled() throws Exception {
    HalfPair pair = network.halfPair();
    for (int round = 0; round < 50; round++) {
      readSteadily(pair);
      byte[] sent = bytes(30_000, round);
      pair.peer().getOutputStream().write(sent, 0, 100); // nobody waits
      Thread writer = new Thread(() -> writeQuietly(pair.peer(), sent, 100));
      writer.start();
      assertThat(readAll(pair.channel(), sent.length, 5_000)).isEqualTo(sent);
      writer.join();
    }
    pair.peer().close();
    assertThat(read(pair.channel(), 1).value()).isEqualTo(-1);
  }

  /** After one of these counts of messages, the next read makes the request that goes on. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void aResetRightBehindBytesIsHeardWhereNobodyHasReadThem(int messages) throws Exception {
    HalfPair pair = network.halfPair();
    for (int i = 0; i < messages; i++) {
      Outcome<Integer> reading = read(pair.channel(), 10);
      pair.peer().getOutputStream().write(i);
      assertThat(reading.value()).isEqualTo(1);
    }
    pair.peer().getOutputStream().write(bytes(10, 1));
    pair.peer().setSoLinger(true, 0);
    pair.peer().close();
    assertThat(readAll(pair.channel(), 10, 10)).isEqualTo(bytes(10, 1));
    assertThat(read(pair.channel(), 1).failure()).hasMessage("Connection reset");
  }

  @Test
  void aCloseLeavesNothingOfAWaitForTheEndBehind() throws Exception {
    HalfPair pair = network.halfPair();
    readSteadily(pair);
    RingPoller poller = RingNetwork.poller(pair.channel());
    int entered = inLoop(loop(pair.channel()), poller::entered);
    pair.channel().close();
    RingNetwork.awaitInLoop(loop(pair.channel()), () -> poller.entered() == entered - 1);
    pair.peer().close();
  }
}
