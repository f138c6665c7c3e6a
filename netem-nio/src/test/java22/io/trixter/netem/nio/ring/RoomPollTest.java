package io.trixter.netem.nio.ring;

import static io.trixter.netem.nio.ring.RingNetwork.inLoop;
import static io.trixter.netem.nio.ring.RingNetwork.loop;
import static io.trixter.netem.nio.ring.RingNetwork.poller;
import static io.trixter.netem.nio.ring.RingNetwork.read;
import static io.trixter.netem.nio.ring.RingNetwork.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.ring.RingNetwork.HalfPair;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.InterruptedByTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The wait for room to send to a peer that has half-closed, of which a poll tells again and again.
 */
@NeedsRing
class RoomPollTest {
  private static final int CHUNK = 8_192;
  private static final Duration SHORT = Duration.ofMillis(50);

  @RegisterExtension final RingNetwork network = new RingNetwork(1);
  private long written;

  private Outcome<Integer> writeUntilItWaits(AsynchronousSocketChannel channel) throws Exception {
    while (true) {
      Outcome<Integer> writing = write(channel, ByteBuffer.allocate(CHUNK));
      if (!writing.endsWithin(SHORT)) {
        return writing;
      }
      written += writing.value();
    }
  }

  private HalfPair withEndedPeer() throws Exception {
    HalfPair pair = network.narrowHalfPair();
    pair.peer().shutdownOutput();
    assertThat(read(pair.channel(), 1).value()).isEqualTo(-1);
    return pair;
  }

  @Test
  void leavesTheLoopAtRest() throws Exception {
    HalfPair pair = withEndedPeer();
    writeUntilItWaits(pair.channel());
    long before = inLoop(loop(pair.channel()), poller(pair.channel())::polls);
    for (int i = 0; i < 20; i++) {
      Outcome<Integer> timing = new Outcome<>();
      AsynchronousSocketChannel other = network.pair().client();
      other.read(ByteBuffer.allocate(1), 5, TimeUnit.MILLISECONDS, null, timing);
      assertThat(timing.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    }
    long polls = inLoop(loop(pair.channel()), poller(pair.channel())::polls) - before;
    assertThat(polls).isLessThan(1_000);
    pair.peer().close();
  }

  @Test
  void endsEachTimeThatThePeerHasReadEnough() throws Exception {
    HalfPair pair = withEndedPeer();
    InputStream in = pair.peer().getInputStream();
    for (int i = 0; i < 20; i++) {
      Outcome<Integer> writing = writeUntilItWaits(pair.channel());
      in.skipNBytes(written);
      written = writing.value();
    }
    pair.channel().close();
    assertThat(in.readAllBytes()).hasSize((int) written);
    pair.peer().close();
  }

  @Test
  void leavesNothingBehindWhenACloseCancelsIt() throws Exception {
    HalfPair pair = withEndedPeer();
    RingPoller poller = poller(pair.channel());
    Outcome<Integer> writing = writeUntilItWaits(pair.channel());
    int entered = inLoop(loop(pair.channel()), poller::entered);
    pair.channel().close();
    assertThat(writing.failure()).isInstanceOf(AsynchronousCloseException.class);
    RingNetwork.awaitInLoop(loop(pair.channel()), () -> poller.entered() == entered - 1);
    pair.peer().close();
  }
}
