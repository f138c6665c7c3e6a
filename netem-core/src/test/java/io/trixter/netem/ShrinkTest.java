package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.kernel.FaultEvent;
import io.trixter.netem.kernel.FaultEvent.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which of many events a failure needs. */
class ShrinkTest {
  private static FaultEvent flip(long at) {
    return new FaultEvent("client", 3, "write", "BitFlipper", at, Kind.FLIP, 0, 0);
  }

  private static FaultRecord record(int events) {
    FaultRecord record = new FaultRecord();
    LongStream.range(0, events).forEach(at -> record.add(flip(at)));
    return record;
  }

  /** A test that fails if all of {@code needed} are replayed. */
  private static Netem.ReplayTest failingWith(Set<FaultEvent> needed) {
    return replay ->
        assertThat(replay.unplaced()).doesNotContain(needed.toArray(FaultEvent[]::new));
  }

  private static Netem.ReplayTest failingWithAll(Set<FaultEvent> needed) {
    return replay -> {
      if (replay.unplaced().containsAll(needed)) {
        throw new AssertionError("fails");
      }
    };
  }

  @Test
  void oneEventThatIsEnoughIsFoundInFewRuns() {
    FaultRecord record = record(1000);
    Shrunk shrunk = Netem.shrink(record, failingWith(Set.of(flip(617))));
    assertThat(shrunk.record().events()).containsExactly(flip(617));
    assertThat(shrunk.before()).isEqualTo(1000);
    assertThat(shrunk.runs()).isLessThan(30);
    assertThat(shrunk.failure()).isInstanceOf(AssertionError.class);
    assertThat(shrunk)
        .hasToString(
            "this one event is enough: "
                + "the flip of bit 0 in byte 617 of connection 3 (client, write, BitFlipper)");
  }

  @Test
  void eventsThatAreNeededTogetherAreAllFoundAndNoOther() {
    SplittableRandom random = new SplittableRandom(7);
    for (int run = 0; run < 100; run++) {
      int size = 1 + random.nextInt(60);
      Set<FaultEvent> needed = new HashSet<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        needed.add(flip(random.nextInt(size)));
      }
      Shrunk shrunk = Netem.shrink(record(size), failingWithAll(needed));
      assertThat(shrunk.record().events()).containsExactlyInAnyOrderElementsOf(needed);
      assertThat(shrunk.toString().lines()).hasSize(needed.size() == 1 ? 1 : needed.size() + 1);
    }
  }

  @Test
  void aTestThatFailsWithoutAnyEventNeedsNone() {
    Shrunk shrunk = Netem.shrink(record(10), failingWithAll(Set.of()));
    assertThat(shrunk.record().events()).isEmpty();
    assertThat(shrunk).hasToString("no event is needed: the test fails without any");
  }

  @Test
  void aTestThatPassesIsRefused() {
    assertThatThrownBy(() -> Netem.shrink(record(10), replay -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the test passes in a replay of the whole record");
  }

  @Test
  void anotherFailureIsNotTheOneLookedFor() {
    Shrunk shrunk =
        Netem.shrink(
            record(10),
            replay -> {
              List<FaultEvent> events = replay.unplaced();
              if (events.size() == 1) {
                throw new IllegalStateException("another");
              } else if (events.contains(flip(4))) {
                throw new AssertionError("this");
              }
            });
    assertThat(shrunk.record().events()).hasSize(2).contains(flip(4));
  }

  /** The whole way: the run that fails, its record, and the one event of it. */
  @Test
  void theResetIsFoundThatBreaksAClient() throws IOException {
    FaultRecord record = new FaultRecord();
    Netem.ReplayTest test = replay -> talk(replay.faults("client", faults()));
    assertThatThrownBy(() -> talk(record.faults("client", faults())))
        .isInstanceOf(TerminatedException.class);
    assertThat(record.events()).hasSizeGreaterThan(10);
    Shrunk shrunk = Netem.shrink(record, test);
    assertThat(shrunk.toString())
        .startsWith("this one event is enough: the reset after byte ")
        .endsWith("of connection 0 (client, write, Terminator)");
  }

  private static Fault[] faults() {
    return new Fault[] {new BitFlipper(0.05, 7), new Terminator(0.002, 7)};
  }

  private static void talk(Fault[] faults) throws IOException {
    OutputStream out = Netem.wrap(OutputStream.nullOutputStream(), faults);
    for (int i = 0; i < 5000; i++) {
      out.write(i);
    }
  }
}
