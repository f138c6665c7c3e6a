package io.trixter.netem;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

/** A {@link Terminator} that ends what is blocked in a socket, by the clock. */
class ExpiryTest {
  private static Thread timer() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("netem-expiry"))
        .findAny()
        .orElse(null);
  }

  @Test
  void aReadOfASocketThatIsBlockedEnds() throws Exception {
    try (Sockets sockets = Sockets.connected()) {
      long begun = System.nanoTime();
      Socket timed = Netem.wrap(sockets.client(), Terminator.after(ofMillis(300)));
      assertThatThrownBy(() -> timed.getInputStream().read())
          .isInstanceOf(TerminatedException.class)
          .hasMessage("terminated (after PT0.3S)");
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(300_000_000);
      assertThatThrownBy(() -> sockets.server().getInputStream().read())
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aWriteToASocketThatNobodyReadsEnds() throws Exception {
    try (Sockets sockets = Sockets.connected()) {
      Socket timed = Netem.wrap(sockets.client(), Terminator.after(ofMillis(300)));
      OutputStream out = timed.getOutputStream();
      byte[] block = new byte[1 << 20];
      assertThatThrownBy(
              () -> {
                while (true) {
                  out.write(block);
                }
              })
          .isInstanceOf(TerminatedException.class);
    }
  }

  @Test
  void aTimeMayBeSetWhileAReadIsBlocked() throws Exception {
    try (Sockets sockets = Sockets.connected()) {
      Terminator terminator = Terminator.after(ofHours(1));
      Socket timed = Netem.wrap(sockets.client(), terminator);
      Background<Integer> reading = Background.call(() -> timed.getInputStream().read());
      terminator.setAfter(ofMillis(1));
      assertThat(reading.failure()).isInstanceOf(TerminatedException.class);
    }
  }

  @Test
  void theThreadOfTheTimeEndsOnceNothingWaitsForIt() throws Exception {
    Thread thread;
    try (Sockets sockets = Sockets.connected()) {
      Socket timed = Netem.wrap(sockets.client(), Terminator.after(ofHours(1)));
      thread = timer();
      assertThat(thread).isNotNull();
      assertThat(thread.isDaemon()).isTrue();
      timed.close();
    }
    thread.join(ofSeconds(30).toMillis());
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void inVirtualTimeAReadThatIsBlockedLetsTheTimePassWithoutAThread() throws IOException {
    VirtualClock clock = new VirtualClock();
    Pipe pipe = Netem.pipe(clock);
    Socket timed = Netem.wrap(pipe.client(), Terminator.after(ofHours(1)));
    assertThatThrownBy(() -> timed.getInputStream().read()).isInstanceOf(TerminatedException.class);
    assertThat(clock.elapsed()).isEqualTo(ofHours(1));
    assertThatThrownBy(() -> pipe.server().getInputStream().read())
        .isInstanceOf(SocketException.class);
  }

  @Test
  void inVirtualTimeAWriteThatNobodyReadsEndsToo() throws IOException {
    VirtualClock clock = new VirtualClock();
    Pipe pipe = Netem.pipe(clock);
    Socket timed = Netem.wrap(pipe.client(), Terminator.after(ofHours(1)));
    assertThatThrownBy(() -> timed.getOutputStream().write(new byte[10_000_000]))
        .isInstanceOf(TerminatedException.class);
    assertThat(clock.elapsed()).isEqualTo(ofHours(1));
  }

  @Test
  void inVirtualTimeAClosedSocketLeavesNothingToWaitFor() throws IOException {
    VirtualClock clock = new VirtualClock();
    Pipe pipe = Netem.pipe(clock);
    Terminator terminator = Terminator.after(ofHours(1));
    Netem.wrap(pipe.client(), terminator).close();
    assertThat(pipe.server().getInputStream().read()).isEqualTo(-1);
    clock.advance(ofHours(2));
    assertThat(clock.elapsed()).isEqualTo(ofHours(2));
  }

  @Test
  void inVirtualTimeATimeThatIsSetOffLetsNoTimePass() throws IOException {
    VirtualClock clock = new VirtualClock();
    Pipe pipe = Netem.pipe(clock);
    Terminator terminator = Terminator.after(ofHours(1));
    Socket timed = Netem.wrap(pipe.client(), terminator);
    terminator.setAfter(ZERO);
    pipe.server().getOutputStream().write(7);
    assertThat(timed.getInputStream().read()).isEqualTo(7);
    clock.advance(ofHours(2));
    timed.getOutputStream().write(8);
    assertThat(pipe.server().getInputStream().read()).isEqualTo(8);
  }
}
