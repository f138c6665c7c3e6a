package io.trixter.netem.nio.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.fuzz.Deed;
import io.trixter.netem.fuzz.Fuzzed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** When bytes leave a delay line, of which the channel behind takes all at once. */
class LineFuzzTest {
  /** What entered together, and when. */
  private record Entry(long nanos, int bytes) {}

  private record Exit(long nanos, int bytes) {
    static Exit of(String logged) {
      String[] words = logged.split(" ");
      assertThat(words[1]).isEqualTo("write");
      String time = words[0];
      long nanos =
          time.endsWith("ms")
              ? Long.parseLong(time.substring(0, time.length() - 2)) * 1_000_000
              : Long.parseLong(time.substring(0, time.length() - 2));
      return new Exit(nanos, Integer.parseInt(words[2]));
    }
  }

  @Provide
  Arbitrary<List<Deed>> deeds() {
    return Deed.lists(60, Deed.Kind.WRITE, Deed.Kind.PASS);
  }

  @Fuzzed
  void eachWriteLeavesWholeAndInOrderWithinItsJitter(
      @ForAll @IntRange(min = 1, max = 100_000_000) int delay,
      @ForAll @IntRange(max = 200_000_000) int widest,
      @ForAll boolean steady,
      @ForAll("deeds") List<Deed> deeds) {
    Bench bench = new Bench();
    LineBench knobs = new LineBench(bench);
    int jitter = steady ? 0 : widest;
    knobs.delay.set(Duration.ofNanos(delay));
    knobs.jitter.set(Duration.ofNanos(jitter));
    FaultChannel line = knobs.line();
    List<Entry> entries = new ArrayList<>();
    for (Deed deed : deeds) {
      if (deed.kind() == Deed.Kind.PASS) {
        bench.reactor.advance(Duration.ofNanos(deed.amount() % 50_000_000));
      } else {
        int bytes = 1 + deed.upTo(3000);
        entries.add(new Entry(bench.reactor.elapsed().toNanos(), bytes));
        assertThat(Bench.write(line, bytes).value()).isEqualTo(bytes);
      }
    }
    bench.reactor.advance(Duration.ofSeconds(1));

    List<Exit> exits = bench.inner.log().stream().map(Exit::of).toList();
    assertThat(exits).hasSameSizeAs(entries);
    for (int i = 0; i < exits.size(); i++) {
      Entry entry = entries.get(i);
      assertThat(exits.get(i).bytes()).isEqualTo(entry.bytes());
      assertThat(exits.get(i).nanos() - entry.nanos())
          .isBetween((long) Math.max(0, delay - jitter), (long) delay + jitter);
    }
    assertThat(bench.reactor.hasTimers()).isFalse();
    assertThat(bench.reactor.thrown()).isEmpty();
  }
}
