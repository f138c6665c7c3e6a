package io.trixter.netem.stream;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.Corrupter;
import io.trixter.netem.DelayedReader;
import io.trixter.netem.DelayedWriter;
import io.trixter.netem.DynamicProbability;
import io.trixter.netem.Injector;
import io.trixter.netem.Netem;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.contract.Harness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code java.io.OutputStream} promises, of an output with faults. */
class OutputTest {
  private final List<String> calls = new ArrayList<>();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private IOException failure;
  private final OutputStream bottom =
      new OutputStream() {
        @Override
        public void write(int b) {
          calls.add("write(int)");
          written.write(b);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
          if (failure != null) {
            throw failure;
          }
          calls.add("write " + len);
          written.write(b, off, len);
        }

        @Override
        public void flush() {
          calls.add("flush");
        }

        @Override
        public void close() {
          calls.add("close");
        }

        @Override
        public String toString() {
          return "Bottom";
        }
      };

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void behavesAsOutputStreamDocuments(long rate) throws IOException {
    OutputStream out = new ThrottledWriter(rate).wrap(bottom);
    byte[] bytes = Harness.pattern(100);
    out.write(bytes[0]);
    out.write(bytes, 1, 0);
    out.write(bytes, 1, 9);
    out.write(new byte[0]);
    out.flush();
    out.write(Arrays.copyOfRange(bytes, 10, 100));
    out.close();
    assertThat(written.toByteArray()).isEqualTo(bytes);
    assertThat(calls).contains("flush").endsWith("close");
  }

  @Test
  void offACallIsHandedOnUnchanged() throws IOException {
    OutputStream out = Netem.wrap(bottom, new DelayedWriter(ZERO), new SlicedWriter(0));
    out.write(7);
    out.write(new byte[9], 3, 5);
    out.write(new byte[9], 3, 0);
    out.flush();
    assertThat(calls).containsExactly("write(int)", "write 5", "write 0", "flush");
  }

  @Test
  void refusesARangeThatIsNotInTheBuffer() {
    OutputStream out = new ThrottledWriter(100).wrap(bottom);
    assertThatThrownBy(() -> out.write(new byte[5], 3, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> out.write(null)).isInstanceOf(NullPointerException.class);
    assertThat(calls).isEmpty();
  }

  @Test
  void flushesAfterEachSlice() throws IOException {
    new SlicedWriter(2).wrap(bottom).write(new byte[5]);
    assertThat(calls).containsExactly("write 2", "flush", "write 2", "flush", "write 1", "flush");
  }

  @Test
  void aFlushIsNeitherDelayedNorPaced() throws IOException {
    VirtualTime time = new VirtualTime();
    OutputStream out = PipeSocket.pair(time, 10)[0].getOutputStream();
    out = Netem.wrap(out, new DelayedWriter(ofDays(1)), new ThrottledWriter(1));
    out.flush();
    assertThat(time.elapsed()).isZero();
  }

  @Test
  void whatAnOuterFaultSlicesPassesTheInnerOnesAsWritesOfItsOwn() throws IOException {
    Terminator terminator = new Terminator(new DynamicProbability(1e-300), 42);
    OutputStream out = Netem.wrap(bottom, terminator, new SlicedWriter(1));
    out.write(new byte[5]); // five writes and five flushes draw
    terminator.set(1.0);
    assertThatThrownBy(() -> out.write(1))
        .hasMessage("terminated (seed 42, connection 0, write 10)");
  }

  @Test
  void injectedBytesGoBeforeAFlush() throws IOException {
    Injector injector = new Injector();
    OutputStream out = injector.wrap(bottom);
    injector.injectWrite(new byte[3]);
    out.flush();
    out.flush();
    assertThat(calls).containsExactly("write 3", "flush", "flush");
  }

  @Test
  void aFlushIsNotCorrupted() throws IOException {
    new Corrupter(1.0).wrap(bottom).flush();
    assertThat(calls).containsExactly("flush");
  }

  @Test
  void aWriteThatFailsGivesItsTokensBack() throws IOException {
    ThrottledWriter throttle = new ThrottledWriter(1000);
    OutputStream out = throttle.wrap(bottom);
    failure = new IOException("broken pipe");
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> out.write(new byte[1000])).isSameAs(failure);
    }
    failure = null;
    out.write(new byte[1000]);
    assertThat(calls).containsExactly("write 1000");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void aClosedStreamRefusesWhetherTheFaultIsOnOrOff(long rate) throws IOException {
    OutputStream out = new ThrottledWriter(rate).wrap(bottom);
    out.close();
    assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> out.write(new byte[3])).hasMessage("Stream closed");
    assertThatThrownBy(out::flush).isInstanceOf(IOException.class);
    assertThat(calls).containsExactly("close");
  }

  @Test
  void closingIsNeitherDelayedNorDrawnFor() throws IOException {
    Netem.wrap(bottom, new DelayedWriter(ofDays(1)), new Terminator(1.0)).close();
    assertThat(calls).containsExactly("close");
  }

  @Test
  void printsAsAChain() {
    OutputStream out =
        Netem.wrap(
            bottom,
            new DelayedWriter(ZERO),
            new DelayedReader(ZERO),
            new ThrottledWriter(0),
            new SlicedWriter(0));
    assertThat(out).hasToString("Sliced(Throttled(Delayed(Bottom)))");
  }

  @Test
  void aFaultThatLetsWritesPassReturnsTheStreamItself() {
    assertThat(new DelayedReader(ZERO).wrap(bottom)).isSameAs(bottom);
  }
}
