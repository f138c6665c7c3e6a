package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Step;
import java.io.IOException;
import java.util.BitSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrupterRuleTest {
  private static final RandomSource SOURCE = new RandomSource(42, 3, "Corrupter");

  private final Corrupter corrupter = new Corrupter(1.0);
  private final RuleHarness link = RuleHarness.of(corrupter, SOURCE);

  @ParameterizedTest
  @ValueSource(doubles = {0.0, -0.0})
  void isOffAtZeroAndPassesEverything(double zero) throws IOException {
    corrupter.set(zero);
    assertThat(link.rules().name()).isEqualTo("Corrupter");
    assertThat(link.rules().killSwitch()).isNull();
    assertThat(link.reading().isOff()).isTrue();
    assertThat(link.writing().isOff()).isTrue();
    assertThat(link.start(Op.WRITE, 7)).isEqualTo(moves(7));
    assertThat(link.start(Op.READ, 7)).isEqualTo(moves(7));
    link.write(7);
    link.read(7);
    assertThat(link.passed()).containsExactly("write 7", "read 7");
  }

  @Test
  void sendsGarbageBeforeTheCallersBytes() throws IOException {
    assertThat(link.write(100)).isZero();
    assertThat(link.passed()).hasSize(2).last().isEqualTo("write 100");
    assertThat(link.emitted()).hasSizeBetween(1, 16384);
  }

  @Test
  void sendsFrom1To16384BytesOfGarbageUniformly() {
    var step = new Step();
    var lengths = new IntSummaryStatistics();
    for (int i = 0; i < 80_000; i++) {
      link.writing().begin(Op.WRITE);
      link.writing().before(Op.WRITE, 1, 0, step);
      lengths.accept(step.data().remaining());
    }
    assertThat(lengths.getMin()).isEqualTo(1);
    assertThat(lengths.getMax()).isEqualTo(16384);
    assertThat(lengths.getAverage()).isCloseTo(8192.5, within(80.0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 100, 16384, 16385, 100_000})
  void fillsTheReadersWholeBufferInsteadOfReading(int room) throws IOException {
    link.read(room);
    assertThat(link.emitted()).hasSize(room);
    assertThat(link.passed()).allMatch(event -> event.startsWith("emit "));
  }

  @Test
  void sendsBytesOfEveryValue() throws IOException {
    link.read(16384);
    var values = new BitSet();
    for (byte value : link.emitted()) {
      values.set(value & 0xff);
    }
    assertThat(values.cardinality()).isEqualTo(256);
  }

  @Test
  void passesOperationsWithoutBytes() throws IOException {
    link.write(0);
    link.read(0);
    assertThat(link.passed()).containsExactly("write 0", "read 0");
  }

  @Test
  void passesAFlushAndTheHalfClose() throws IOException {
    link.flush();
    link.halfClose();
    assertThat(link.passed()).containsExactly("flush", "shutdown");
  }

  @Test
  void drawsOnceAnOperationHoweverManyPartsItTakes() throws IOException {
    RuleHarness whole = half(SOURCE);
    RuleHarness parts = half(SOURCE);
    parts.innerTakesAtMost(1);
    for (int i = 0; i < 100; i++) {
      whole.write(10);
      parts.write(10);
    }
    assertThat(parts.emitted()).isEqualTo(whole.emitted());
    assertThat(parts.passed()).filteredOn("write 1"::equals).hasSize(1000);
  }

  @Test
  void drawsNothingForAFlushOrAHalfClose() throws IOException {
    RuleHarness plain = half(SOURCE);
    RuleHarness flushed = half(SOURCE);
    for (int i = 0; i < 100; i++) {
      plain.write(10);
      flushed.flush();
      flushed.write(10);
      flushed.halfClose();
    }
    assertThat(flushed.emitted()).isEqualTo(plain.emitted());
  }

  @Test
  void drawsNothingWhileOff() throws IOException {
    RuleHarness plain = half(SOURCE);
    var knob = new DynamicProbability(0.5);
    RuleHarness paused = RuleHarness.of(new Corrupter(knob), SOURCE);
    for (int i = 0; i < 100; i++) {
      plain.write(10);
      knob.set(0.0);
      paused.start(Op.WRITE, 10);
      knob.set(0.5);
      paused.write(10);
    }
    assertThat(paused.emitted()).isEqualTo(plain.emitted());
  }

  @Test
  void drawsEachDirectionFromAGeneratorOfItsOwn() throws IOException {
    RuleHarness writes = half(SOURCE);
    RuleHarness reads = half(SOURCE);
    RuleHarness both = half(SOURCE);
    for (int i = 0; i < 50; i++) {
      writes.write(10);
      reads.read(10);
      both.write(10);
    }
    int written = both.emitted().length;
    for (int i = 0; i < 50; i++) {
      both.read(10);
    }
    assertThat(both.emitted())
        .hasSize(written + reads.emitted().length)
        .startsWith(writes.emitted())
        .endsWith(reads.emitted());
  }

  @Test
  void repeatsItsBytesForTheSameSeedConnectionAndName() throws IOException {
    assertThat(garbage(SOURCE)).isEqualTo(garbage(new RandomSource(42, 3, "Corrupter")));
  }

  @Test
  void sendsOtherBytesForAnotherSeedConnectionOrName() throws IOException {
    assertThat(
            List.of(
                garbage(SOURCE),
                garbage(new RandomSource(43, 3, "Corrupter")),
                garbage(new RandomSource(42 + (1L << 63), 3, "Corrupter")),
                garbage(new RandomSource(42, 4, "Corrupter")),
                garbage(new RandomSource(42, 3, "Corrupter#2"))))
        .doesNotHaveDuplicates();
  }

  @Test
  void countsWhatItWrapsFromZeroWithItsOwnSeed() throws IOException {
    var seeded = new Corrupter(new DynamicProbability(1.0), 42);
    for (int connection = 0; connection < 3; connection++) {
      RuleHarness wrapped = RuleHarness.of(seeded);
      wrapped.read(64);
      assertThat(wrapped.emitted())
          .isEqualTo(garbage(new RandomSource(42, connection, "Corrupter")));
    }
  }

  @Test
  void strikesAboutAsOftenAsTold() throws IOException {
    RuleHarness quarter = RuleHarness.of(new Corrupter(0.25), SOURCE);
    for (int i = 0; i < 10_000; i++) {
      quarter.read(1);
    }
    assertThat(quarter.emitted().length).isBetween(2300, 2700);
  }

  @Test
  void meetsTheNextOperationWhenTurned() throws IOException {
    var knob = new DynamicProbability(0.0);
    RuleHarness later = RuleHarness.of(new Corrupter(knob), SOURCE);
    later.read(8);
    knob.set(1.0);
    later.read(8);
    knob.set(0.0);
    later.read(8);
    assertThat(later.passed()).containsExactly("read 8", "emit 8", "read 8");
  }

  private static RuleHarness half(RandomSource source) {
    return RuleHarness.of(new Corrupter(0.5), source);
  }

  private static byte[] garbage(RandomSource source) throws IOException {
    RuleHarness link = RuleHarness.of(new Corrupter(1.0), source);
    link.read(64);
    return link.emitted();
  }
}
