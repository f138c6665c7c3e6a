package io.trixter.netem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PipeTest {
  private static final int CAPACITY = 64 << 10;

  private final Pipe pipe = Netem.pipe();
  private final Socket client = pipe.client();
  private final Socket server = pipe.server();

  @Test
  void carriesBytesBothWays() throws IOException {
    client.getOutputStream().write("ping".getBytes(US_ASCII));
    assertThat(server.getInputStream().available()).isEqualTo(4);
    assertThat(server.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
    server.getOutputStream().write(200);
    assertThat(client.getInputStream().read()).isEqualTo(200);
    assertThat(client.getInputStream().available()).isZero();
  }

  @Test
  void isAPairOfConnectedSockets() throws IOException {
    assertThat(client.isConnected()).isTrue();
    assertThat(client.isBound()).isTrue();
    assertThat(client.getInetAddress()).isEqualTo(InetAddress.getLoopbackAddress());
    assertThat(client.getPort()).isEqualTo(server.getLocalPort());
    assertThat(server.getPort()).isEqualTo(client.getLocalPort());
    assertThat(client.getChannel()).isNull();
    client.setSoTimeout(17);
    client.setTcpNoDelay(true);
    client.setSoLinger(true, 3);
    assertThat(client.getSoTimeout()).isEqualTo(17);
    assertThat(client.getSoLinger()).isEqualTo(3);
    client.setSoLinger(false, 0);
    assertThat(client.getSoLinger()).isEqualTo(-1);
  }

  @Test
  void isBounded() throws Exception {
    Background<Void> writing =
        Background.run(() -> client.getOutputStream().write(new byte[CAPACITY + 1])).untilItWaits();
    assertThat(server.getInputStream().available()).isEqualTo(CAPACITY);
    server.getInputStream().read();
    writing.result();
    assertThat(server.getInputStream().readNBytes(CAPACITY)).hasSize(CAPACITY);
  }

  @Test
  void losesAndReordersNothing() throws Exception {
    byte[] payload = new byte[3_000_001];
    new SplittableRandom(2).nextBytes(payload);
    Background<Void> writing =
        Background.run(
            () -> {
              for (int at = 0, step = 1; at < payload.length; at += step, step = step * 7 % 9973) {
                int n = Math.min(step, payload.length - at);
                client.getOutputStream().write(payload, at, n);
              }
              client.shutdownOutput();
            });
    assertThat(server.getInputStream().readAllBytes()).isEqualTo(payload);
    writing.result();
  }

  @Test
  void halfClosesOneWayAtATime() throws IOException {
    client.getOutputStream().write(1);
    client.shutdownOutput();
    assertThatThrownBy(client::getOutputStream).isInstanceOf(SocketException.class);
    assertThat(server.getInputStream().read()).isEqualTo(1);
    assertThat(server.getInputStream().read()).isEqualTo(-1);
    server.getOutputStream().write(2);
    server.shutdownOutput();
    assertThat(client.getInputStream().readAllBytes()).containsExactly(2);
  }

  @Test
  void theHalfCloseWakesAReader() throws Exception {
    Background<Integer> reading = Background.call(() -> server.getInputStream().read());
    reading.untilItWaits();
    client.shutdownOutput();
    assertThat(reading.result()).isEqualTo(-1);
  }

  @Test
  void aClosedEndIsTheEndOfTheOthersInputAndBreaksItsOutput() throws IOException {
    client.getOutputStream().write(1);
    client.close();
    assertThat(server.getInputStream().readAllBytes()).containsExactly(1);
    assertThatThrownBy(() -> server.getOutputStream().write(1))
        .isInstanceOf(SocketException.class)
        .hasMessage("Broken pipe");
    assertThat(client.isClosed()).isTrue();
    assertThatThrownBy(client::getInputStream).isInstanceOf(SocketException.class);
  }

  @Test
  void anAbortIsAResetAndDropsWhatIsOnItsWay() throws IOException {
    client.getOutputStream().write(1);
    client.setSoLinger(true, 0);
    client.close();
    assertThatThrownBy(() -> server.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    assertThatThrownBy(() -> server.getOutputStream().write(1)).hasMessage("Connection reset");
  }

  @Test
  void aTerminatorAbortsIt() throws IOException {
    Socket faulty = Netem.wrap(client, new Terminator(1.0));
    assertThatThrownBy(() -> faulty.getInputStream().read())
        .isInstanceOf(TerminatedException.class);
    assertThatThrownBy(() -> server.getInputStream().read()).hasMessage("Connection reset");
  }

  @Test
  void closingWakesItsOwnReaderAndWriter() throws Exception {
    Background<Integer> reading = Background.call(() -> client.getInputStream().read());
    Background<Void> writing =
        Background.run(() -> client.getOutputStream().write(new byte[CAPACITY * 2]));
    reading.untilItWaits();
    writing.untilItWaits();
    client.close();
    assertThat(reading.failure()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    assertThat(writing.failure()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
  }

  @Test
  void aReadTimesOut() throws IOException {
    client.setSoTimeout(5);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    server.getOutputStream().write(8);
    assertThat(client.getInputStream().read()).isEqualTo(8);
  }

  @Test
  void anInterruptEndsARead() throws Exception {
    Background<Integer> reading = Background.call(() -> client.getInputStream().read());
    reading.untilItWaits().interrupt();
    assertThat(reading.failure()).isInstanceOf(InterruptedIOException.class);
    assertThat(reading.wasInterruptedAfter()).isTrue();
  }

  @Test
  void shuttingTheInputDownEndsItAndSwallowsWhatFollows() throws IOException {
    server.getOutputStream().write(1);
    var in = client.getInputStream();
    client.shutdownInput();
    assertThat(in.read()).isEqualTo(-1);
    server.getOutputStream().write(new byte[CAPACITY * 3]);
  }

  @Test
  void thirtySecondsOfLatencyTakeNone() throws IOException {
    VirtualClock clock = new VirtualClock();
    Pipe virtual = Netem.pipe(clock);
    Socket slow =
        Netem.wrap(
            virtual.client(), new DelayedWriter(ofSeconds(30)), new DelayedReader(ofSeconds(30)));
    slow.getOutputStream().write(1);
    assertThat(virtual.server().getInputStream().read()).isEqualTo(1);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(30));
    virtual.server().getOutputStream().write(2);
    assertThat(slow.getInputStream().read()).isEqualTo(2);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(60));
    slow.shutdownOutput();
    assertThat(virtual.server().getInputStream().read()).isEqualTo(-1);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(90));
  }

  @Test
  void aFaultAroundAStreamOfItRunsOnItsClock() throws IOException {
    VirtualClock clock = new VirtualClock();
    Pipe virtual = Netem.pipe(clock);
    new DelayedWriter(ofSeconds(30)).wrap(virtual.client().getOutputStream()).write(1);
    new DelayedReader(ofSeconds(30)).wrap(virtual.server().getInputStream()).read();
    Socket twice = Netem.wrap(Netem.wrap(virtual.client()), new DelayedWriter(ofSeconds(30)));
    twice.getOutputStream().write(2);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(90));
  }

  @Test
  void aReadTimesOutWhenOthersLetTheTimePass() throws Exception {
    VirtualClock clock = new VirtualClock();
    Pipe virtual = Netem.pipe(clock);
    virtual.client().setSoTimeout(60_000);
    Background<Integer> reading = Background.call(() -> virtual.client().getInputStream().read());
    while (!reading.isDone()) {
      clock.advance(ofSeconds(20));
    }
    assertThat(reading.failure()).isInstanceOf(SocketTimeoutException.class);
    assertThat(clock.elapsed()).isGreaterThanOrEqualTo(ofSeconds(60));
  }

  @Test
  void aTimeoutCountsVirtualDelays() throws IOException {
    VirtualClock clock = new VirtualClock();
    Pipe virtual = Netem.pipe(clock);
    Socket slow = Netem.wrap(virtual.client(), new DelayedReader(ofSeconds(30)));
    slow.setSoTimeout(10_000);
    virtual.server().getOutputStream().write(5);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> slow.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(slow.getInputStream().read()).isEqualTo(5);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(30));
  }

  @Test
  void theLongestDelayMayBeWaitedForMoreThanOnce() throws IOException {
    VirtualClock clock = new VirtualClock();
    Pipe virtual = Netem.pipe(clock);
    var longest = ofNanos(Long.MAX_VALUE);
    var out = new DelayedWriter(longest).wrap(virtual.client().getOutputStream());
    out.write(1);
    out.write(2);
    out.write(3);
    assertThat(virtual.server().getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
    assertThat(clock.elapsed()).isEqualTo(longest.multipliedBy(3));
    clock.advance(ofMillis(1));
    assertThat(clock.elapsed()).isEqualTo(longest.multipliedBy(3).plusMillis(1));
  }
}
