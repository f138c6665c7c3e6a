package io.trixter.netem.stream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.DelayLine;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.Fault;
import io.trixter.netem.Netem;
import io.trixter.netem.Pipe;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.VirtualClock;
import io.trixter.netem.contract.Harness;
import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to a stream that a rule ends, and to bytes that it drops. */
@Timeout(60)
class EndTest {
  private final VirtualClock clock = new VirtualClock();
  private final Pipe pipe = Netem.pipe(clock);
  private final InputStream in;

  EndTest() throws IOException {
    in = pipe.server().getInputStream();
  }

  /** Ends after so many bytes; with a reset or not. */
  private static final class Truncating extends Rule {
    private final boolean reset;
    private long left;

    Truncating(long left, boolean reset) {
      this.left = left;
      this.reset = reset;
    }

    @Override
    public boolean isOff() {
      return false;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (left == 0 && wanted > 0) {
        step.end(reset);
      } else {
        step.move(Math.min(left, wanted));
      }
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      left -= Math.max(0, moved);
      return 0;
    }
  }

  /** Drops every other two bytes. */
  private static final class Dropping extends Rule {
    private boolean drops;

    @Override
    public boolean isOff() {
      return false;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (op == Op.WRITE && wanted > 0 && drops) {
        step.drop(Math.min(2, wanted));
      } else {
        step.move(Math.min(2, wanted));
      }
      drops = !drops;
    }
  }

  private static Rules writing(Rule rule) {
    return Rules.of("Test").writing(rule);
  }

  private static Rules reading(Rule rule) {
    return Rules.of("Test").reading(rule);
  }

  private static Rules of(Fault fault) {
    return fault.rules(new FaultNames());
  }

  private Socket wrapped(Rules... rules) throws IOException {
    return new FaultSocket(pipe.client(), names -> List.of(rules));
  }

  @Test
  void theConnectionClosesBehindWhatPassedAndTheRestVanishes() throws IOException {
    Socket socket = wrapped(writing(new Truncating(5, false)));
    InputStream input = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    out.write(Harness.pattern(8));
    assertThat(in.readAllBytes()).isEqualTo(Harness.pattern(5));
    out.write(7);
    out.flush();
    assertThat(input.read()).isEqualTo(-1);
    assertThat(input.available()).isZero();
    assertThat(pipe.client().isClosed()).isTrue();
    socket.close();
    assertThatThrownBy(() -> out.write(7)).hasMessage("Socket closed");
    assertThatThrownBy(input::read).hasMessage("Socket closed");
  }

  @Test
  void aResetIsOneForBothSides() throws IOException {
    Socket socket = wrapped(writing(new Truncating(5, true)));
    InputStream input = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    out.write(Harness.pattern(8));
    assertThatThrownBy(in::read).hasMessage("Connection reset");
    out.write(7);
    assertThatThrownBy(input::read)
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
  }

  @Test
  void anEndTravelsOnTheLinesAndThroughTheRulesFurtherIn() throws IOException {
    Socket socket =
        wrapped(
            of(new DelayedWriter(ofMillis(10))),
            of(new DelayLine(ofSeconds(1))),
            of(new SlicedWriter(3)),
            writing(new Truncating(5, false)));
    OutputStream out = socket.getOutputStream();
    out.write(Harness.pattern(8));
    out.write(9);
    assertThat(clock.elapsed()).isZero();
    assertThat(socket.isClosed()).isFalse();
    assertThat(in.readNBytes(5)).isEqualTo(Harness.pattern(5));
    assertThat(clock.elapsed()).isEqualTo(ofMillis(1020));
    assertThat(in.read()).isEqualTo(-1);
    assertThat(clock.elapsed()).isEqualTo(ofMillis(1030));
    assertThat(pipe.client().isClosed()).isTrue();
    out.write(9);
  }

  @Test
  void streamsThatAreAskedForAfterTheEndHaveEndedToo() throws IOException {
    Socket closed = wrapped(writing(new Truncating(1, false)));
    closed.getOutputStream().write(new byte[2]);
    assertThat(closed.getInputStream().read()).isEqualTo(-1);
    closed.getOutputStream().write(3);
    closed.close();
    assertThatThrownBy(closed::getInputStream).isInstanceOf(SocketException.class);
    assertThatThrownBy(closed::getOutputStream).isInstanceOf(SocketException.class);
  }

  @Test
  void streamsThatAreAskedForAfterAResetAreResetToo() throws IOException {
    Socket reset = wrapped(writing(new Truncating(1, true)), of(new DelayLine(ofSeconds(1))));
    reset.getOutputStream().write(new byte[2]);
    assertThatThrownBy(() -> in.readAllBytes()).hasMessage("Connection reset");
    assertThatThrownBy(() -> reset.getInputStream().read()).hasMessage("Connection reset");
    reset.getOutputStream().write(3);
    reset.shutdownOutput();
  }

  @Test
  void anEndBeyondALineLetsNoWriteFail() throws IOException {
    Socket socket = wrapped(writing(new Truncating(1, false)), of(new DelayLine(ofSeconds(1))));
    OutputStream out = socket.getOutputStream();
    InputStream input = socket.getInputStream();
    out.write(1);
    out.write(2);
    assertThat(in.read()).isEqualTo(1);
    assertThat(in.read()).isEqualTo(-1);
    out.write(3);
    out.flush();
    assertThat(input.read()).isEqualTo(-1);
  }

  @Test
  void anEndOfTheInnerSocketsFaultIsTheOuterOnes() throws IOException {
    Socket socket = Netem.wrap(wrapped(writing(new Truncating(1, false))), new SlicedWriter(1));
    OutputStream out = socket.getOutputStream();
    out.write(new byte[] {1, 2, 3});
    assertThat(in.readAllBytes()).containsExactly(1);
    out.write(4);
  }

  @Test
  void aBareStreamIsClosed() throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    boolean[] closed = new boolean[1];
    OutputStream bare =
        new OutputStream() {
          @Override
          public void write(int b) {
            written.write(b);
          }

          @Override
          public void close() {
            closed[0] = true;
          }
        };
    OutputStream out = Streams.wrap(bare, names -> List.of(writing(new Truncating(5, false))));
    out.write(Harness.pattern(8));
    out.write(1);
    assertThat(written.toByteArray()).isEqualTo(Harness.pattern(5));
    assertThat(closed[0]).isTrue();
  }

  @Test
  void readsEndForEverWhereTheirRuleSaysSo() throws IOException {
    Socket socket = wrapped(reading(new Truncating(2, false)));
    pipe.server().getOutputStream().write(new byte[] {1, 2, 3});
    InputStream input = socket.getInputStream();
    assertThat(input.readAllBytes()).containsExactly(1, 2);
    assertThat(input.read()).isEqualTo(-1);
    assertThat(input.available()).isZero();
    assertThat(input.skip(1)).isZero();
    socket.getOutputStream().write(4); // the other direction goes on
    assertThat(in.read()).isEqualTo(4);
  }

  @Test
  void readsThatAreResetResetTheConnection() throws IOException {
    Socket socket = wrapped(of(new DelayLine(ofSeconds(1))), reading(new Truncating(1, true)));
    pipe.server().getOutputStream().write(new byte[] {1, 2});
    socket.getOutputStream().write(5);
    InputStream input = socket.getInputStream();
    assertThat(input.read()).isEqualTo(1);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(input::read)
          .isInstanceOf(SocketException.class)
          .hasMessage("Connection reset");
    }
    assertThatThrownBy(in::read).hasMessage("Connection reset");
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void whatIsDroppedCountsAsWritten() throws IOException {
    OutputStream out = wrapped(writing(new Dropping())).getOutputStream();
    out.write(new byte[] {1, 2, 3, 4, 5, 6, 7});
    assertThat(in.readNBytes(4)).containsExactly(1, 2, 5, 6);
    assertThat(in.available()).isZero();
  }
}
