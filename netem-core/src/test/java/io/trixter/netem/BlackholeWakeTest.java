package io.trixter.netem;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** How a read ends that waits in a {@link Blackhole}. */
class BlackholeWakeTest {
  private final Pipe pipe = Netem.pipe();
  private final Blackhole hole = new Blackhole();
  private final Shutdowner shutdowner = new Shutdowner();
  private final Socket socket;
  private final InputStream in;

  BlackholeWakeTest() throws IOException {
    socket = Netem.wrap(pipe.client(), hole, shutdowner);
    in = socket.getInputStream();
    pipe.server().getOutputStream().write(new byte[] {4, 5, 6});
  }

  private Background<byte[]> read() {
    return Background.call(() -> in.readNBytes(3)).untilItWaits();
  }

  @Test
  void settingItOffLetsWhatCameBeRead() throws Exception {
    Background<byte[]> reading = read();
    assertThat(in.available()).isZero();
    hole.set(false);
    assertThat(reading.result()).containsExactly(4, 5, 6);
  }

  @Test
  void anInterruptEndsItAndNothingIsLost() throws Exception {
    Background<byte[]> reading = read();
    reading.interrupt();
    assertThat(reading.failure()).isInstanceOf(InterruptedIOException.class);
    assertThat(reading.wasInterruptedAfter()).isTrue();
    hole.set(false);
    assertThat(in.readNBytes(3)).containsExactly(4, 5, 6);
  }

  @Test
  void aCloseEndsIt() throws Exception {
    Background<byte[]> reading = read();
    socket.close();
    assertThat(reading.failure()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
  }

  @Test
  void aKillSwitchEndsIt() throws Exception {
    Background<byte[]> reading = read();
    shutdowner.shutdown(new IOException("over"));
    assertThat(reading.failure()).isInstanceOf(IOException.class).hasMessage("over");
  }

  @Test
  void theReadTimeoutEndsItAndNothingIsLost() throws IOException {
    socket.setSoTimeout(20);
    assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    hole.set(false);
    assertThat(in.readNBytes(3)).containsExactly(4, 5, 6);
  }

  @Test
  void theReadTimeoutEndsItInVirtualTimeAndOnlyThat() throws IOException {
    VirtualClock clock = new VirtualClock();
    Socket client = Netem.wrap(Netem.pipe(clock).client(), hole);
    client.setSoTimeout(5000);
    assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(5));
  }

  @Test
  void noVirtualTimePassesForWhatNeverEnds() throws Exception {
    VirtualClock clock = new VirtualClock();
    Pipe virtual = Netem.pipe(clock);
    InputStream waiting = Netem.wrap(virtual.client(), hole).getInputStream();
    virtual.server().getOutputStream().write(7);
    Background<Integer> reading = Background.call(waiting::read).untilItWaitsForEver();
    assertThat(clock.elapsed()).isZero();
    hole.set(false);
    assertThat(reading.result()).isEqualTo(7);
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void theHalfCloseVanishesWithWhatIsWritten() throws IOException {
    socket.getOutputStream().write(9);
    socket.shutdownOutput();
    assertThat(pipe.server().getInputStream().available()).isZero();
    pipe.server().setSoTimeout(20);
    assertThatThrownBy(pipe.server().getInputStream()::read)
        .isInstanceOf(SocketTimeoutException.class);
  }
}
