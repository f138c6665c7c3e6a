package io.trixter.netem;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A delay line around one end of a pipe, in virtual time and on one thread. */
@Timeout(60)
class DelayLineTest {
  private final VirtualClock clock = new VirtualClock();
  private final Pipe pipe = Netem.pipe(clock);
  private final InputStream in;

  DelayLineTest() throws IOException {
    in = pipe.server().getInputStream();
  }

  private Socket wrapped(Fault... faults) throws IOException {
    return Netem.wrap(pipe.client(), faults);
  }

  @Test
  void bytesArriveADelayAfterTheyWereWritten() throws IOException {
    Socket socket = wrapped(new DelayLine(ofSeconds(30)));
    OutputStream out = socket.getOutputStream();
    out.write(new byte[] {1, 2, 3});
    out.flush();
    assertThat(clock.elapsed()).isZero();
    assertThat(in.available()).isZero();
    assertThat(in.readNBytes(3)).containsExactly(1, 2, 3);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(30));
  }

  @Test
  void writesFollowEachOtherOnTheLine() throws IOException {
    OutputStream out = wrapped(new DelayLine(ofMillis(100))).getOutputStream();
    for (int i = 0; i < 5; i++) {
      out.write(i);
      clock.advance(ofMillis(10));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(in.read()).isEqualTo(i);
      assertThat(clock.elapsed()).isEqualTo(ofMillis(100 + 10 * i));
    }
  }

  @Test
  void whatIsDueArrivesWhenTimePassesThoughNobodyReads() throws IOException {
    wrapped(new DelayLine(ofMillis(100))).getOutputStream().write(new byte[9]);
    clock.advance(ofMillis(99));
    assertThat(in.available()).isZero();
    clock.advance(ofMillis(1));
    assertThat(in.available()).isEqualTo(9);
  }

  @Test
  void aReaderTimesOutBeforeWhatIsDueLater() throws IOException {
    wrapped(new DelayLine(ofMillis(100))).getOutputStream().write(7);
    pipe.server().setSoTimeout(40);
    assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(40));
    pipe.server().setSoTimeout(60);
    assertThat(in.read()).isEqualTo(7);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(100));
  }

  @Test
  void jitterStaysInItsBoundsAndIsTheSeeds() throws IOException {
    List<Duration> times = times(42);
    assertThat(times).allSatisfy(time -> assertThat(time).isBetween(ofMillis(80), ofMillis(120)));
    assertThat(times).doesNotHaveDuplicates();
    assertThat(times(42)).isEqualTo(times);
    assertThat(times(43)).isNotEqualTo(times);
  }

  private static List<Duration> times(long seed) throws IOException {
    VirtualClock clock = new VirtualClock();
    List<Duration> times = new ArrayList<>();
    try (Pipe pipe = Netem.pipe(clock)) {
      Socket socket = Netem.wrap(pipe.client(), new DelayLine(ofMillis(100), ofMillis(20), seed));
      for (int i = 0; i < 50; i++) {
        Duration begun = clock.elapsed();
        socket.getOutputStream().write(i);
        assertThat(pipe.server().getInputStream().read()).isEqualTo(i);
        times.add(clock.elapsed().minus(begun));
      }
    }
    return times;
  }

  @Test
  void noJitterReordersBytes() throws IOException {
    OutputStream out = wrapped(new DelayLine(ofMillis(50), ofMillis(50))).getOutputStream();
    for (int i = 0; i < 100; i++) {
      out.write(i);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(in.read()).isEqualTo(i);
    }
  }

  @Test
  void aLoweredDelayReleasesEarlyAndARaisedOneLate() throws IOException {
    DelayLine line = new DelayLine(ofSeconds(60));
    OutputStream out = wrapped(line).getOutputStream();
    out.write(1);
    line.set(ofSeconds(2));
    assertThat(in.read()).isEqualTo(1);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(2));
    out.write(2);
    line.set(ofSeconds(5));
    assertThat(in.read()).isEqualTo(2);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(7));
  }

  @Test
  void turnedOffItPassesWhatIsWrittenBehindWhatItHeld() throws IOException {
    DelayLine line = new DelayLine(ofSeconds(60));
    OutputStream out = wrapped(line).getOutputStream();
    out.write(1);
    line.set(ZERO);
    out.write(2);
    assertThat(in.readNBytes(2)).containsExactly(1, 2);
    out.write(3);
    assertThat(in.available()).isEqualTo(1);
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void theHalfCloseTravelsBehindWhatIsHeld() throws IOException {
    Socket socket = wrapped(new DelayLine(ofMillis(50)));
    OutputStream out = socket.getOutputStream();
    out.write(1);
    clock.advance(ofMillis(20));
    socket.shutdownOutput();
    assertThat(socket.isOutputShutdown()).isTrue();
    assertThat(pipe.client().isOutputShutdown()).isFalse();
    assertThatThrownBy(() -> out.write(2)).isInstanceOf(SocketException.class);
    assertThatThrownBy(socket::getOutputStream).isInstanceOf(SocketException.class);
    assertThat(in.read()).isEqualTo(1);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(50));
    assertThat(in.read()).isEqualTo(-1);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(70));
    pipe.server().getOutputStream().write(5);
    assertThat(socket.getInputStream().read()).isEqualTo(5);
  }

  @Test
  void aFailureBelowMeetsTheNextWriteFlushAndHalfClose() throws IOException {
    Socket socket = wrapped(new DelayLine(ofMillis(50)));
    OutputStream out = socket.getOutputStream();
    out.write(1);
    pipe.server().close();
    clock.advance(ofMillis(50));
    assertThatThrownBy(() -> out.write(2))
        .isInstanceOf(SocketException.class)
        .hasMessage("Broken pipe");
    assertThatThrownBy(out::flush).hasMessage("Broken pipe");
    assertThatThrownBy(socket::shutdownOutput).hasMessage("Broken pipe");
    socket.close();
    assertThat(pipe.client().isClosed()).isTrue();
  }

  @Test
  void closingReturnsAtOnceAndWhatIsHeldStillLeaves() throws IOException {
    Socket socket = wrapped(new DelayLine(ofMillis(50)));
    InputStream input = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    out.write(new byte[] {1, 2});
    socket.close();
    assertThat(socket.isClosed()).isTrue();
    assertThat(pipe.client().isClosed()).isFalse();
    assertThatThrownBy(() -> out.write(3))
        .isInstanceOf(SocketException.class)
        .hasMessage("Socket closed");
    assertThatThrownBy(out::flush).hasMessage("Socket closed");
    assertThatThrownBy(input::read).hasMessage("Socket closed");
    assertThatThrownBy(input::available).hasMessage("Socket closed");
    assertThatThrownBy(socket::getInputStream).hasMessage("Socket is closed");
    assertThatThrownBy(socket::getOutputStream).hasMessage("Socket is closed");
    assertThatThrownBy(socket::getSoTimeout).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> socket.setTcpNoDelay(true)).isInstanceOf(SocketException.class);
    assertThat(in.readAllBytes()).containsExactly(1, 2);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(50));
    assertThat(pipe.client().isClosed()).isTrue();
    socket.close();
  }

  @Test
  void closingClosesAtOnceWhereNothingIsHeld() throws IOException {
    Socket socket = wrapped(new DelayLine(ofMillis(50)));
    socket.getOutputStream().write(1);
    assertThat(in.read()).isEqualTo(1);
    socket.close();
    assertThat(pipe.client().isClosed()).isTrue();
    assertThat(in.read()).isEqualTo(-1);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(50));
  }

  @Test
  void aLingerOfZeroDropsWhatIsHeld() throws IOException {
    Socket socket = wrapped(new DelayLine(ofMillis(50)));
    socket.getOutputStream().write(1);
    socket.setSoLinger(true, 0);
    socket.close();
    assertThat(pipe.client().isClosed()).isTrue();
    assertThatThrownBy(in::read).hasMessage("Connection reset");
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void aTerminatorDropsWhatIsHeldOnEitherSideOfIt() throws IOException {
    for (boolean outside : new boolean[] {false, true}) {
      Pipe other = Netem.pipe(clock);
      Terminator terminator = new Terminator(0.0);
      DelayLine line = new DelayLine(ofSeconds(1));
      Socket socket =
          outside
              ? Netem.wrap(other.client(), line, terminator)
              : Netem.wrap(other.client(), terminator, line);
      OutputStream out = socket.getOutputStream();
      out.write(1);
      terminator.set(1.0);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(TerminatedException.class);
      assertThatThrownBy(() -> out.write(1)).isInstanceOf(TerminatedException.class);
      assertThat(other.client().isClosed()).isTrue();
      assertThatThrownBy(() -> other.server().getInputStream().read())
          .hasMessage("Connection reset");
    }
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void aShutdownDropsWhatAClosedSocketStillHolds() throws IOException {
    Shutdowner shutdowner = new Shutdowner();
    Socket socket = wrapped(shutdowner, new DelayLine(ofSeconds(1)));
    OutputStream out = socket.getOutputStream();
    out.write(1);
    socket.close();
    shutdowner.shutdown(new IOException("pulled the plug"));
    assertThat(pipe.client().isClosed()).isTrue();
    assertThat(in.read()).isEqualTo(-1);
    assertThat(clock.elapsed()).isZero();
    assertThatThrownBy(() -> out.write(1)).hasMessage("Socket closed");
  }

  @Test
  void closingTheInnerSocketDropsWhatIsHeldByTheOuterOne() throws IOException {
    Socket inner = wrapped(new SlicedWriter(1));
    Socket outer = Netem.wrap(inner, new DelayLine(ofSeconds(1)));
    outer.getOutputStream().write(1);
    inner.close();
    assertThat(outer.isClosed()).isTrue();
    assertThat(in.read()).isEqualTo(-1);
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void anOuterSocketDrainsThroughTheInnerOnesFaults() throws IOException {
    Socket inner = wrapped(new DelayedWriter(ofMillis(10)), new DelayLine(ofMillis(100)));
    Socket outer = Netem.wrap(inner, new SlicedWriter(2), new DelayLine(ofSeconds(1)));
    assertThat(outer.toString())
        .startsWith("DelayLine(Sliced(DelayLine(Delayed(")
        .isEqualTo("DelayLine(Sliced(" + inner + "))");
    outer.getOutputStream().write(new byte[] {1, 2, 3});
    outer.close();
    assertThat(inner.isClosed()).isFalse();
    assertThat(in.read()).isEqualTo(1);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(1110));
    assertThat(in.readAllBytes()).containsExactly(2, 3);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(1120));
    assertThat(inner.isClosed()).isTrue();
    assertThat(pipe.client().isClosed()).isTrue();
  }

  @Test
  void rulesBeyondTheLineDelayNoWriter() throws IOException {
    OutputStream out =
        wrapped(new ThrottledWriter(10), new DelayLine(ofSeconds(1))).getOutputStream();
    out.write(new byte[30]);
    assertThat(clock.elapsed()).isZero();
    assertThat(in.readNBytes(30)).hasSize(30);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(3));
  }

  @Test
  void holdsMoreThanThePipe() throws IOException {
    OutputStream out = wrapped(new DelayLine(ofSeconds(1))).getOutputStream();
    byte[] much = new byte[300_000];
    for (int i = 0; i < much.length; i++) {
      much[i] = (byte) (i * 31);
    }
    out.write(much);
    clock.advance(ofSeconds(2)); // nobody reads yet
    assertThat(in.readNBytes(much.length)).isEqualTo(much);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(2));
  }

  @Test
  void printsAmongTheFaultsOfAnOutput() throws IOException {
    Socket socket = wrapped(new DelayedReader(ZERO), new DelayLine(ZERO), new DelayedWriter(ZERO));
    assertThat(socket).hasToString("Delayed(DelayLine(Delayed(" + pipe.client() + ")))");
    assertThat(socket.getOutputStream()).hasToString("Delayed(DelayLine(" + pipe.client() + "))");
    assertThat(socket.getInputStream()).hasToString("Delayed(" + pipe.client() + ")");
  }

  @Test
  void readsPass() throws IOException {
    Socket socket = wrapped(new DelayLine(ofSeconds(1)));
    pipe.server().getOutputStream().write(5);
    assertThat(socket.getInputStream().read()).isEqualTo(5);
    assertThat(clock.elapsed()).isZero();
    InputStream bare = InputStream.nullInputStream();
    assertThat(new DelayLine(ofSeconds(1)).wrap(bare)).isSameAs(bare);
  }
}
