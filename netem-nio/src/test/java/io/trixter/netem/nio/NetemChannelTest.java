package io.trixter.netem.nio;

import static io.trixter.netem.nio.Loopback.read;
import static io.trixter.netem.nio.Loopback.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayLine;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Fault;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.TerminatedException;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.Loopback.HalfPair;
import io.trixter.netem.nio.Loopback.Pair;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NetemChannelTest {
  @RegisterExtension final Loopback loopback = new Loopback(2);

  @Test
  void withoutFaultsItIsTheChannelItself() throws IOException {
    AsynchronousSocketChannel channel = loopback.open();
    assertThat(NetemChannel.wrap(channel)).isSameAs(channel);
    assertThatThrownBy(() -> NetemChannel.wrap(channel, (Fault) null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void connectsThroughFaults() throws Exception {
    AsynchronousSocketChannel faulty =
        NetemChannel.wrap(loopback.open(), new ThrottledReader(1 << 20), new SlicedWriter(1));
    var accepted = loopback.server.accept();
    faulty.connect(loopback.address()).get(30, TimeUnit.SECONDS);
    assertThat(accepted.get(30, TimeUnit.SECONDS).getRemoteAddress())
        .isEqualTo(faulty.getLocalAddress());
    assertThat(faulty.getRemoteAddress()).isEqualTo(loopback.address());
    assertThat(faulty.supportedOptions()).contains(StandardSocketOptions.SO_LINGER);
    assertThat(faulty.setOption(StandardSocketOptions.SO_LINGER, 3)).isSameAs(faulty);
    assertThat(faulty.getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(3);
  }

  @Test
  void handlersRunOnTheChannelsLoop() throws IOException {
    Pair pair = loopback.pair();
    AsynchronousSocketChannel faulty =
        NetemChannel.wrap(pair.client(), new DelayedWriter(ofMillis(1)));
    Outcome<Integer> written = write(faulty, ByteBuffer.allocate(1));
    written.value();
    Outcome<Integer> direct = write(pair.client(), ByteBuffer.allocate(1));
    direct.value();
    assertThat(written.thread()).isSameAs(direct.thread());
    assertThat(loopback.threads).contains(written.thread());
  }

  @Test
  void aTerminationIsAResetForThePeer() throws IOException {
    HalfPair pair = loopback.halfPair();
    AsynchronousSocketChannel faulty = NetemChannel.wrap(pair.channel(), new Terminator(1.0));
    assertThat(write(faulty, ByteBuffer.allocate(1)).failure())
        .isInstanceOf(TerminatedException.class);
    assertThatThrownBy(() -> pair.peer().getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    pair.peer().close();
  }

  @Test
  void aTimeEndsAReadAndAWriteThatAreBlocked() throws Exception {
    HalfPair pair = loopback.halfPair();
    AsynchronousSocketChannel faulty =
        NetemChannel.wrap(pair.channel(), Terminator.after(ofSeconds(1)));
    Outcome<Integer> reading = read(faulty, 10);
    Outcome<Integer> writing = Loopback.fill(faulty);
    assertThat(writing.failure())
        .isInstanceOf(TerminatedException.class)
        .hasMessage("terminated (after PT1S)");
    assertThat(reading.failure()).isInstanceOf(TerminatedException.class);
    pair.peer().close();
  }

  @Test
  void aDelayHoldsABurstBackAndATurnedKnobReleasesIt() throws IOException {
    Pair pair = loopback.pair();
    DelayedWriter delay = new DelayedWriter(ofSeconds(3600));
    AsynchronousSocketChannel faulty = NetemChannel.wrap(pair.client(), delay);
    Outcome<Integer> written = write(faulty, ByteBuffer.allocate(7));
    Outcome<Integer> reading = read(pair.server(), 10);
    delay.set(Duration.ZERO);
    assertThat(written.value()).isEqualTo(7);
    assertThat(reading.value()).isEqualTo(7);
  }

  @Test
  void manyBytesPassManyFaultsBothWaysAtOnce() throws IOException {
    Pair pair = loopback.pair();
    AsynchronousSocketChannel one =
        NetemChannel.wrap(
            pair.client(),
            new DelayLine(ofMillis(3)),
            new ThrottledReader(1 << 30),
            new ThrottledWriter(1 << 30),
            new SlicedWriter(5000));
    AsynchronousSocketChannel other =
        NetemChannel.wrap(pair.server(), new SlicedWriter(3333), new Terminator(0.0));
    long bytes = 5_000_000;
    Outcome<Long> up = Traffic.receive(other, bytes, false, new SplittableRandom(1));
    Outcome<Long> down = Traffic.receive(one, bytes, true, new SplittableRandom(2));
    Traffic.send(one, bytes, true, new SplittableRandom(3));
    Traffic.send(other, bytes, false, new SplittableRandom(4));
    assertThat(up.value()).isEqualTo(bytes);
    assertThat(down.value()).isEqualTo(bytes);
  }
}
