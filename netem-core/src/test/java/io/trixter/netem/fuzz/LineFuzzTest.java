package io.trixter.netem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.DelayLine;
import io.trixter.netem.DynamicDuration;
import io.trixter.netem.DynamicRate;
import io.trixter.netem.DynamicSize;
import io.trixter.netem.Netem;
import io.trixter.netem.Pipe;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;

/**
 * Whatever is written to two delay lines, and whatever is set meanwhile: what goes in comes out.
 */
class LineFuzzTest {
  private static final Duration[] DURATIONS = {
    Duration.ZERO, Duration.ofNanos(1), Duration.ofMillis(25), Duration.ofSeconds(1000)
  };

  /** Two lines with rules inside, between and outside of them. */
  private static final class Scene {
    final VirtualClock clock = new VirtualClock();
    final Pipe pipe = Netem.pipe(clock);
    final DynamicDuration[] durations = new DynamicDuration[4];
    final DynamicSize slice = new DynamicSize(0);
    final DynamicRate rate = new DynamicRate(0);
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    final ByteArrayOutputStream got = new ByteArrayOutputStream();
    final Socket writer;
    final InputStream in;

    Scene() throws IOException {
      for (int i = 0; i < durations.length; i++) {
        durations[i] = new DynamicDuration(Duration.ZERO);
      }
      writer =
          Netem.wrap(
              pipe.client(),
              new SlicedWriter(slice),
              new DelayLine(durations[0], durations[1], 1),
              new ThrottledWriter(rate),
              new SlicedWriter(slice),
              new DelayLine(durations[2], durations[3], 2),
              new SlicedWriter(slice));
      in = pipe.server().getInputStream();
    }

    void act(Deed deed) throws IOException {
      switch (deed.kind()) {
        case WRITE -> write(deed.upTo(5000));
        case READ -> read(deed.upTo(8000));
        case FLUSH -> writer.getOutputStream().flush();
        case SET -> set(deed);
        default -> clock.advance(Duration.ofNanos(deed.amount() % 2_000_000_000L));
      }
    }

    private void write(int bytes) throws IOException {
      byte[] fresh = new byte[bytes];
      for (int i = 0; i < bytes; i++) {
        fresh[i] = (byte) ((sent.size() + i) * 31 + (sent.size() + i) / 251);
      }
      writer.getOutputStream().write(fresh);
      sent.writeBytes(fresh);
    }

    private void read(int room) throws IOException {
      if (sent.size() > got.size()) { // else it would wait for a writer
        byte[] bytes = new byte[room];
        int n = in.read(bytes);
        assertThat(n).isBetween(Math.min(1, room), room);
        got.write(bytes, 0, n);
      }
    }

    private void set(Deed deed) {
      int which = (int) (deed.amount() % (durations.length + 2));
      long value = deed.amount() / 6;
      if (which < durations.length) {
        durations[which].set(DURATIONS[(int) (value % DURATIONS.length)]);
      } else if (which == durations.length) {
        slice.set(new long[] {0, 1, 700}[(int) (value % 3)]);
      } else {
        rate.set(new long[] {0, 10, 100_000}[(int) (value % 3)]);
      }
    }
  }

  @Provide
  Arbitrary<List<Deed>> deeds() {
    return Deed.lists(
        40,
        Deed.Kind.WRITE,
        Deed.Kind.WRITE,
        Deed.Kind.READ,
        Deed.Kind.FLUSH,
        Deed.Kind.SET,
        Deed.Kind.SET,
        Deed.Kind.PASS);
  }

  @Fuzzed
  void losesReordersAndAddsNothing(@ForAll boolean closes, @ForAll("deeds") List<Deed> deeds)
      throws IOException {
    Scene scene = new Scene();
    for (Deed deed : deeds) {
      scene.act(deed);
    }
    if (closes) {
      scene.writer.close();
    } else {
      scene.writer.shutdownOutput();
    }
    scene.got.writeBytes(scene.in.readAllBytes());
    assertThat(scene.got.toByteArray()).isEqualTo(scene.sent.toByteArray());
    assertThat(scene.pipe.client().isClosed()).isEqualTo(closes);
  }
}
