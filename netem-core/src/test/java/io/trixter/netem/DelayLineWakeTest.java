package io.trixter.netem;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.stream.FaultSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Delay lines on the real clock: over loopback, and with several threads. */
@Timeout(60)
class DelayLineWakeTest {
  @Test
  void closingASocketThatHoldsSomethingWakesItsReaderAndDrains() throws Exception {
    try (Sockets pair = Sockets.connected()) {
      DelayLine line = new DelayLine(ofSeconds(3600));
      Socket socket = Netem.wrap(pair.client(), line);
      socket.getOutputStream().write(new byte[] {1, 2});
      InputStream in = socket.getInputStream();
      Background<Integer> reading = Background.call(in::read);
      socket.close();
      assertThat(reading.failure()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
      assertThat(pair.client().isClosed()).isFalse();
      line.set(ofMillis(1));
      assertThat(pair.server().getInputStream().readAllBytes()).containsExactly(1, 2);
    }
  }

  private static OutputStream line(Pipe pipe, DynamicDuration delay, DelayBudget budget)
      throws IOException {
    Rules rules = new DelayLine(delay).rules(new FaultNames());
    Rules bounded = Rules.of("DelayLine").line(rules.line().within(1 << 20, budget, 0));
    return new FaultSocket(pipe.client(), names -> List.of(bounded)).getOutputStream();
  }

  @Test
  void anEmptyLineThatWaitsForRoomPassesWhenItIsSetOff() throws Exception {
    DelayBudget budget = new DelayBudget(1000);
    line(Netem.pipe(), new DynamicDuration(ofSeconds(3600)), budget).write(new byte[800]);
    Pipe pipe = Netem.pipe();
    DynamicDuration delay = new DynamicDuration(ofSeconds(3600));
    OutputStream out = line(pipe, delay, budget);
    Background<Void> writing = Background.run(() -> out.write(new byte[500])).untilItWaits();
    delay.set(ZERO);
    writing.result();
    assertThat(pipe.server().getInputStream().readNBytes(500)).hasSize(500);
  }

  @Test
  void anEmptyLineThatIsSetOffJustAsItBeginsToWaitForRoomPasses() throws Exception {
    DynamicDuration delay = new DynamicDuration(ofSeconds(3600));
    DelayBudget budget = new DelayBudget(1000, () -> delay.set(ZERO));
    line(Netem.pipe(), new DynamicDuration(ofSeconds(3600)), budget).write(new byte[800]);
    Pipe pipe = Netem.pipe();
    OutputStream out = line(pipe, delay, budget);
    Background.run(() -> out.write(new byte[500])).result();
    assertThat(pipe.server().getInputStream().readNBytes(500)).hasSize(500);
  }

  @Test
  void aShutdownAndALingerOfZeroEndALineThatIsStuck() throws Exception {
    for (boolean lingers : new boolean[] {false, true}) {
      Pipe pipe = Netem.pipe();
      Shutdowner shutdowner = new Shutdowner();
      Socket socket = Netem.wrap(pipe.client(), new DelayLine(ofMillis(1)), shutdowner);
      socket.getOutputStream().write(new byte[200_000]); // more than the pipe
      while (pipe.server().getInputStream().available() < 64 << 10) {
        Thread.onSpinWait();
      }
      if (lingers) {
        socket.setSoLinger(true, 0);
        socket.close();
      } else {
        shutdowner.shutdown(new IOException("pulled the plug"));
      }
      assertThat(pipe.client().isClosed()).isTrue();
    }
  }

  @Test
  void aShutdownDropsWhatIsHeldWithoutAnOperation() throws Exception {
    Pipe pipe = Netem.pipe();
    Shutdowner shutdowner = new Shutdowner();
    Socket socket = Netem.wrap(pipe.client(), new DelayLine(ofSeconds(3600)), shutdowner);
    socket.getOutputStream().write(1);
    shutdowner.shutdown(new IOException("pulled the plug"));
    assertThat(pipe.server().getInputStream().read()).isEqualTo(-1);
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void aKnobThatIsSetUnderTrafficLosesAndReordersNothing() throws Exception {
    Pipe pipe = Netem.pipe();
    DelayLine line = new DelayLine(ofMillis(1), ofMillis(1));
    OutputStream out = Netem.wrap(pipe.client(), line).getOutputStream();
    byte[] sent = new byte[1 << 20];
    new SplittableRandom(7).nextBytes(sent);
    AtomicBoolean done = new AtomicBoolean();
    Background<Void> setting =
        Background.run(
            () -> {
              for (int i = 0; !done.get(); i++) {
                line.set(i % 2 == 0 ? ZERO : ofMillis(1));
                line.setJitter(i % 3 == 0 ? ZERO : ofMillis(1));
                Thread.yield();
              }
            });
    Background<Void> writing =
        Background.run(
            () -> {
              SplittableRandom random = new SplittableRandom(8);
              for (int from = 0; from < sent.length; ) {
                int bytes = Math.min(sent.length - from, random.nextInt(2000));
                out.write(sent, from, bytes);
                from += bytes;
              }
              out.close();
            });
    byte[] got = pipe.server().getInputStream().readAllBytes();
    done.set(true);
    writing.result();
    setting.result();
    assertThat(got).isEqualTo(sent);
  }

  @Test
  void socketsOfAFactoryAndOfAServerHaveLines() throws Exception {
    SocketFactory factory =
        Netem.socketFactory(
            7, link -> List.of(new DelayLine(ofMillis(1), ofMillis(1)), new SlicedWriter(3)));
    try (ServerSocket server =
            Netem.serverSocket(
                Sockets.listening(), 7, link -> List.of(new DelayLine(ofMillis(1))));
        Socket client = factory.createSocket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      assertThat(client.toString()).startsWith("Sliced(DelayLine(Socket[");
      assertThat(accepted.toString()).startsWith("DelayLine(Socket[");
      client.getOutputStream().write(new byte[] {1, 2, 3, 4});
      assertThat(accepted.getInputStream().readNBytes(4)).containsExactly(1, 2, 3, 4);
      accepted.getOutputStream().write(5);
      accepted.shutdownOutput();
      InputStream in = client.getInputStream();
      assertThat(in.read()).isEqualTo(5);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void theJitterInAFactoryIsItsSeedsAndNotTheFaults() throws Exception {
    DynamicDuration none = new DynamicDuration(ZERO);
    DynamicDuration jitter = new DynamicDuration(ofSeconds(10));
    VirtualClock[] clocks = {new VirtualClock(), new VirtualClock()};
    for (int i = 0; i < clocks.length; i++) {
      Pipe pipe = Netem.pipe(clocks[i]);
      long seedOfFault = i;
      SocketFactory factory =
          Netem.socketFactory(
              new SocketFactory() {
                @Override
                public Socket createSocket() {
                  return pipe.client();
                }

                @Override
                public Socket createSocket(String host, int port) {
                  return pipe.client();
                }

                @Override
                public Socket createSocket(String host, int port, java.net.InetAddress a, int p) {
                  return pipe.client();
                }

                @Override
                public Socket createSocket(java.net.InetAddress host, int port) {
                  return pipe.client();
                }

                @Override
                public Socket createSocket(
                    java.net.InetAddress host, int port, java.net.InetAddress a, int p) {
                  return pipe.client();
                }
              },
              42,
              link -> List.of(new DelayLine(none, jitter, seedOfFault)));
      OutputStream out = factory.createSocket().getOutputStream();
      for (int b = 0; b < 8; b++) {
        out.write(b);
        pipe.server().getInputStream().read();
      }
    }
    assertThat(clocks[0].elapsed()).isEqualTo(clocks[1].elapsed()).isPositive();
  }
}
