package io.trixter.netem.nio.driver;

import static io.trixter.netem.nio.driver.Bench.read;
import static io.trixter.netem.nio.driver.Bench.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.nio.NetemChannel;
import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the caller of an operation is told at once, whether the fault is on or off. */
class ChannelRefusalTest {
  @RegisterExtension final Bench bench = new Bench();

  private static AsynchronousSocketChannel unconnected(boolean ours) throws IOException {
    return ours
        ? NetemChannelProvider.shared().openAsynchronousSocketChannel(null)
        : AsynchronousSocketChannel.open();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChannelThatIsNotConnectedTellsTheCaller(boolean ours) throws IOException {
    try (AsynchronousSocketChannel channel =
        NetemChannel.wrap(
            unconnected(ours), new ThrottledReader(10), new SlicedWriter(3), new Shutdowner())) {
      assertThatThrownBy(() -> read(channel, 1)).isInstanceOf(NotYetConnectedException.class);
      assertThatThrownBy(() -> write(channel, 1)).isInstanceOf(NotYetConnectedException.class);
      assertThatThrownBy(channel::shutdownOutput).isInstanceOf(NotYetConnectedException.class);
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(NotYetConnectedException.class);
    }
  }

  @Test
  void aReadThatWasPendingBeforeTheFaultWasTurnedOnIsStillPending() {
    DelayedReader fault = new DelayedReader(Duration.ZERO);
    FaultChannel channel = bench.wrap(new Terminator(0.0), fault);
    Outcome<Integer> first = read(channel, 5);
    fault.set(ofMillis(10));
    assertThatThrownBy(() -> read(channel, 5)).isInstanceOf(ReadPendingException.class);
    bench.inner.feed((byte) 1);
    assertThat(first.value()).isEqualTo(1);
  }

  @Test
  void soIsAWrite() {
    DelayedWriter fault = new DelayedWriter(Duration.ZERO);
    FaultChannel channel = bench.wrap(new SlicedWriter(0), fault);
    bench.inner.stall();
    write(channel, 5);
    fault.set(ofMillis(10));
    assertThatThrownBy(() -> write(channel, 5)).isInstanceOf(WritePendingException.class);
    bench.inner.resume();
  }

  @Test
  void aReadThatTimedOutBeforeTheFaultWasTurnedOnLetsNoneFollow() {
    DelayedReader fault = new DelayedReader(Duration.ZERO);
    FaultChannel channel = bench.wrap(fault);
    Outcome<Integer> first = read(channel, ByteBuffer.allocate(5), ofSeconds(1));
    bench.reactor.advance(ofSeconds(1));
    assertThat(first.isDone()).isTrue();
    fault.set(ofMillis(10));
    assertThatThrownBy(() -> read(channel, 5))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessageContaining("after a timeout or cancellation");
  }

  @Test
  void connectingWhatWasShutDownFailsWithItsCause() throws Exception {
    Shutdowner shutdowner = new Shutdowner();
    AsynchronousSocketChannel channel = NetemChannel.wrap(unconnected(true), shutdowner);
    shutdowner.shutdown(new IOException("pulled the plug"));
    while (channel.isOpen()) {
      Thread.onSpinWait();
    }
    Outcome<Void> connected = new Outcome<>();
    InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 9);
    channel.connect(anywhere, null, connected);
    assertThat(connected.failure()).isInstanceOf(IOException.class).hasMessage("pulled the plug");
    assertThat(channel.connect(anywhere))
        .failsWithin(ofSeconds(30))
        .withThrowableThat()
        .havingRootCause()
        .withMessage("pulled the plug");
  }
}
