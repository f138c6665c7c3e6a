package io.trixter.netem.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.Shutdowner;
import io.trixter.netem.SlicedWriter;
import io.trixter.netem.TerminatedException;
import io.trixter.netem.Terminator;
import io.trixter.netem.ThrottledWriter;
import io.trixter.netem.fuzz.Deed;
import io.trixter.netem.fuzz.Fuzzed;
import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

/** What is left of a channel that a fault has ended, at any point of any traffic. */
class ChannelEndsFuzzTest {
  @Provide
  Arbitrary<List<Deed>> deeds() {
    return Deed.lists(
        50, Deed.Kind.READ, Deed.Kind.WRITE, Deed.Kind.SHUTDOWN, Deed.Kind.PASS, Deed.Kind.LIMIT);
  }

  @Fuzzed
  void afterItsEndEveryOperationFailsAndNothingMoves(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 0.3) double probability,
      @ForAll boolean slices,
      @ForAll("deeds") List<Deed> deeds) {
    Bench bench = new Bench();
    Shutdowner shutdowner = new Shutdowner();
    FaultChannel channel =
        bench.wrap(
            new SlicedWriter(slices ? 100 : 0),
            new Terminator(probability, seed),
            new ThrottledWriter(4096),
            shutdowner);
    List<Outcome<Integer>> all = new ArrayList<>();
    Outcome<Integer> reading = null;
    Outcome<Integer> writing = null;
    int written = -1; // when it ended
    for (Deed deed : deeds) {
      boolean over = written >= 0;
      switch (deed.kind()) {
        case WRITE -> {
          if (over || writing == null || writing.isDone()) {
            writing = Bench.write(channel, ByteBuffer.allocate(1 + deed.upTo(3000)));
            all.add(writing);
          }
        }
        case READ -> {
          if (over || reading == null || reading.isDone()) {
            reading = Bench.read(channel, 1 + deed.upTo(3000));
            all.add(reading);
          }
        }
        case SHUTDOWN -> bench.inner.feed(new byte[deed.upTo(500)]);
        case PASS -> bench.reactor.advance(Duration.ofNanos(deed.amount() % 2_000_000_000L));
        default -> {
          if (deed.amount() % 10 == 0) {
            shutdowner.shutdown(new IOException("enough"));
          }
        }
      }
      bench.reactor.settle();
      if (over) {
        assertThat(bench.inner.written()).hasSize(written);
      } else if (!channel.isOpen()) {
        written = bench.inner.written().length;
      }
    }
    if (written >= 0) {
      checkEnd(bench, channel, all);
    } else {
      assertThat(shutdowner.isShutdown()).isFalse();
    }
    assertThat(bench.reactor.thrown()).isEmpty();
  }

  private static void checkEnd(Bench bench, FaultChannel channel, List<Outcome<Integer>> all) {
    Outcome<Integer> late = Bench.write(channel, 1);
    Outcome<Integer> later = Bench.read(channel, 1);
    bench.reactor.settle();
    assertThat(late.failure()).isInstanceOf(IOException.class);
    assertThat(later.failure())
        .isInstanceOf(IOException.class)
        .satisfiesAnyOf(
            e -> assertThat(e).isInstanceOf(TerminatedException.class),
            e -> assertThat(e).hasMessage("enough"));
    assertThat(all).allMatch(Outcome::isDone);
    assertThat(bench.inner.isOpen()).isFalse();
    assertThat(bench.inner.log()).filteredOn(line -> line.matches(".*(close|reset)")).hasSize(1);
    assertThat(bench.reactor.hasTimers()).isFalse();
  }
}
