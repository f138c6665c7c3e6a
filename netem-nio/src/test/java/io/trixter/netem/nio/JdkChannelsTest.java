package io.trixter.netem.nio;

import static io.trixter.netem.nio.Loopback.anyPort;
import static io.trixter.netem.nio.Loopback.read;
import static io.trixter.netem.nio.Loopback.write;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayLine;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.DynamicDuration;
import io.trixter.netem.Shutdowner;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.TerminatedException;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.InterruptedByTimeoutException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The faults over the JDK's own channels, whose handlers run on threads that are no reactor's. */
class JdkChannelsTest {
  private AsynchronousSocketChannel client;
  private AsynchronousSocketChannel peer;

  @BeforeEach
  void connect() throws Exception {
    try (AsynchronousServerSocketChannel server =
        AsynchronousServerSocketChannel.open().bind(anyPort())) {
      client = AsynchronousSocketChannel.open();
      client.connect(server.getLocalAddress()).get(30, TimeUnit.SECONDS);
      peer = server.accept().get(30, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
    peer.close();
  }

  @Test
  void delaysAndSlices() {
    AsynchronousSocketChannel faulty =
        NetemChannel.wrap(client, new DelayedWriter(ofMillis(10)), new SlicedWriter(4));
    long begun = System.nanoTime();
    Outcome<Integer> written = write(faulty, ByteBuffer.allocate(10));
    assertThat(written.value()).isEqualTo(10);
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(ofMillis(30).toNanos());
    assertThat(written.thread().getName()).startsWith("netem-handler");
    assertThat(faulty.toString()).startsWith("Sliced(Delayed(sun.nio.ch.");
  }

  @Test
  void bytesAreHeldForTheReader() {
    AsynchronousSocketChannel faulty = NetemChannel.wrap(client, new DelayedReader(ofMillis(20)));
    long begun = System.nanoTime();
    write(peer, ByteBuffer.allocate(3));
    assertThat(read(faulty, 10).value()).isEqualTo(3);
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(ofMillis(20).toNanos());
  }

  @Test
  void aTerminationFailsBothDirectionsAndEndsTheConnection() {
    Terminator terminator = new Terminator(0.0);
    AsynchronousSocketChannel faulty = NetemChannel.wrap(client, terminator);
    Outcome<Integer> pending = read(faulty, 10);
    terminator.set(1.0);
    assertThat(write(faulty, ByteBuffer.allocate(1)).failure())
        .isInstanceOf(TerminatedException.class);
    assertThat(pending.failure()).isInstanceOf(TerminatedException.class);
    assertThat(read(peer, 10).value()).isEqualTo(-1); // the JDK's channels cannot reset
    assertThat(faulty.isOpen()).isFalse();
  }

  @Test
  void aShutdownEndsAWaitAtOnce() {
    Shutdowner shutdowner = new Shutdowner();
    AsynchronousSocketChannel faulty =
        NetemChannel.wrap(client, new DelayedWriter(ofSeconds(3600)), shutdowner);
    Outcome<Integer> waits = write(faulty, ByteBuffer.allocate(1));
    shutdowner.shutdown(new IOException("pulled the plug"));
    assertThat(waits.failure()).hasMessage("pulled the plug");
  }

  @Test
  void closingEndsAWaitAtOnceAndAKnobReleasesIt() throws IOException {
    DelayedWriter delay = new DelayedWriter(ofSeconds(3600));
    AsynchronousSocketChannel faulty = NetemChannel.wrap(client, delay);
    Outcome<Integer> released = write(faulty, ByteBuffer.allocate(1));
    delay.set(Duration.ZERO);
    assertThat(released.value()).isEqualTo(1);
    delay.set(ofSeconds(3600));
    Outcome<Integer> waits = write(faulty, ByteBuffer.allocate(1));
    Outcome<Integer> reads = read(faulty, 1);
    faulty.close();
    assertThat(waits.failure()).isInstanceOf(AsynchronousCloseException.class);
    assertThat(reads.failure()).isInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void aTimeoutSpansTheFaultAndTheChannel() {
    AsynchronousSocketChannel faulty = NetemChannel.wrap(client, new DelayedReader(ofMillis(1)));
    Outcome<Integer> waits = new Outcome<>();
    faulty.read(ByteBuffer.allocate(1), 20, TimeUnit.MILLISECONDS, null, waits);
    assertThat(waits.failure()).isInstanceOf(InterruptedByTimeoutException.class);
    assertThatThrownBy(() -> read(faulty, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manyBytesPassALongChainAndADelayLine() {
    AsynchronousSocketChannel faulty =
        NetemChannel.wrap(
            client,
            new DelayLine(ofMillis(2)),
            new ThrottledWriter(1 << 30),
            new SlicedWriter(10_000));
    long bytes = 5_000_000;
    Outcome<Long> received = Traffic.receive(peer, bytes, false, new SplittableRandom(1));
    Traffic.send(faulty, bytes, false, new SplittableRandom(2));
    assertThat(received.value()).isEqualTo(bytes);
  }

  @Test
  void aDelayLineDelaysTheHalfCloseToo() throws IOException {
    var delay = new DynamicDuration(ofSeconds(3600));
    var line = NetemChannel.wrap(client, new DelayLine(delay));
    assertThat(write(line, ByteBuffer.allocate(5)).value()).isEqualTo(5);
    line.shutdownOutput();
    Outcome<Integer> reading = read(peer, 10);
    delay.set(Duration.ZERO);
    assertThat(reading.value()).isEqualTo(5);
    assertThat(read(peer, 10).value()).isEqualTo(-1);
  }

  @Test
  void whatTheJdkCannotIsSaid() {
    var faulty = (ReactorChannel) NetemChannel.wrap(client, new SlicedWriter(1));
    assertThatThrownBy(() -> faulty.whenReadable(null, new Outcome<>()))
        .isInstanceOf(UnsupportedOperationException.class);
    Outcome<Integer> end = read(peer, 1);
    faulty.reset(); // a close, then
    assertThat(end.value()).isEqualTo(-1);
  }
}
