package io.trixter.netem.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.BitFlipper;
import io.trixter.netem.Netem;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.ThrottledReader;
import io.trixter.netem.fuzz.Deed;
import io.trixter.netem.fuzz.Fuzzed;
import io.trixter.netem.nio.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** However a channel's bytes are cut: the bits flipped are those of a stream in one piece. */
class ChannelFlipFuzzTest {
  private static final Duration AGES = Duration.ofHours(1);

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final ByteArrayOutputStream fed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private byte next;

  @Provide
  Arbitrary<List<Deed>> deeds() {
    return Deed.lists(40, Deed.Kind.WRITE, Deed.Kind.READ, Deed.Kind.LIMIT, Deed.Kind.SET);
  }

  private byte[] fresh(int bytes) {
    byte[] fresh = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      fresh[i] = next++;
    }
    return fresh;
  }

  @Fuzzed
  void flipsTheSameBitsHoweverTheChannelIsCut(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.01, max = 1) double probability,
      @ForAll @IntRange(max = 3) int slices,
      @ForAll("deeds") List<Deed> deeds)
      throws IOException {
    sent.reset();
    fed.reset();
    got.reset();
    Bench bench = new Bench();
    FaultChannel channel =
        bench.wrap(
            new SlicedWriter(slices % 2 * 700L),
            new ThrottledReader(slices > 1 ? 5000 : 0),
            new BitFlipper(probability, seed),
            new SlicedWriter(slices > 2 ? 300 : 0));
    for (Deed deed : deeds) {
      int bytes = 1 + deed.upTo(30_000);
      switch (deed.kind()) {
        case WRITE -> write(bench, channel, bytes, deed.amount() % 3 == 0);
        case READ -> read(bench, channel, bytes);
        case LIMIT -> bench.inner.takesAtMost(bytes);
        default -> {
          bench.inner.takesAtMost(Integer.MAX_VALUE);
          bench.reactor.advance(Duration.ofMillis(bytes));
        }
      }
    }
    BitFlipper same = new BitFlipper(probability, seed);
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    Netem.wrap(wire, same).write(sent.toByteArray());
    assertThat(bench.inner.written()).isEqualTo(wire.toByteArray());
    BitFlipper again = new BitFlipper(probability, seed);
    byte[] whole = fed.toByteArray();
    assertThat(got.toByteArray())
        .isEqualTo(Netem.wrap(new ByteArrayInputStream(whole), again).readAllBytes());
  }

  private void write(Bench bench, FaultChannel channel, int bytes, boolean inParts) {
    byte[] block = fresh(bytes);
    sent.writeBytes(block);
    int cut = bytes / 3;
    ByteBuffer[] srcs = {ByteBuffer.wrap(block, 0, cut), ByteBuffer.wrap(block, cut, bytes - cut)};
    while (srcs[1].hasRemaining()) {
      if (inParts) {
        Outcome<Long> written = new Outcome<>();
        channel.write(srcs, 0, 2, 0, TimeUnit.SECONDS, null, written);
        bench.reactor.settle();
        assertThat(written.value()).isPositive();
      } else {
        Outcome<Integer> written = Bench.write(channel, srcs[srcs[0].hasRemaining() ? 0 : 1]);
        bench.reactor.settle();
        assertThat(written.value()).isPositive();
      }
    }
  }

  private void read(Bench bench, FaultChannel channel, int bytes) {
    byte[] block = fresh(bytes);
    fed.writeBytes(block);
    bench.inner.feed(block);
    for (int left = bytes; left > 0; ) {
      ByteBuffer[] dsts = {ByteBuffer.allocate(1 + left / 4), ByteBuffer.allocate(2000)};
      Outcome<Long> read = new Outcome<>();
      channel.read(dsts, 0, 2, 0, TimeUnit.SECONDS, null, read);
      bench.reactor.advance(AGES);
      left -= (int) (long) read.value();
      for (ByteBuffer dst : dsts) {
        got.write(dst.array(), 0, dst.position());
      }
    }
  }
}
