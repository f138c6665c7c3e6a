package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.RuleHarness.Answer;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Step;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlicedWriterRuleTest {
  private final SlicedWriter slices = new SlicedWriter(40);
  private final RuleHarness link = RuleHarness.of(slices);

  @Test
  void hasNoRuleForReads() {
    assertThat(link.rules().reading()).isNull();
    assertThat(link.rules().killSwitch()).isNull();
    assertThat(link.rules().name()).isEqualTo("Sliced");
  }

  @Test
  void isOffAtZeroAndPassesEverythingWithoutAFlush() throws IOException {
    slices.set(0);
    assertThat(link.writing().isOff()).isTrue();
    assertThat(link.start(Op.WRITE, 100)).isEqualTo(moves(100));
    link.write(100);
    assertThat(link.passed()).containsExactly("write 100");
  }

  @Test
  void cutsAWriteIntoSlicesWithAFlushAfterEach() throws IOException {
    assertThat(link.write(100)).isZero();
    assertThat(link.passed())
        .containsExactly("write 40", "flush", "write 40", "flush", "write 20", "flush");
  }

  @Test
  void flushesAfterAWriteThatFitsInOneSlice() throws IOException {
    link.write(40);
    link.write(7);
    assertThat(link.passed()).containsExactly("write 40", "flush", "write 7", "flush");
  }

  @Test
  void cutsIntoSingleBytes() throws IOException {
    slices.set(1);
    link.write(3);
    assertThat(link.passed())
        .containsExactly("write 1", "flush", "write 1", "flush", "write 1", "flush");
  }

  @Test
  void takesSizesBeyondAnyWrite() {
    slices.set(Long.MAX_VALUE);
    assertThat(link.start(Op.WRITE, 100)).isEqualTo(new Answer(Step.Kind.MOVE, 100, true));
  }

  @Test
  void countsEachSliceFromWhereTheInnerWriteStopped() throws IOException {
    link.innerTakesAtMost(30);
    link.write(70);
    assertThat(link.passed())
        .containsExactly("write 30", "flush", "write 30", "flush", "write 10", "flush");
  }

  @Test
  void meetsTheNextSliceWhenTurned() {
    assertThat(link.start(Op.WRITE, 100).amount()).isEqualTo(40);
    link.moved(40);
    slices.set(10);
    assertThat(link.ask()).isEqualTo(new Answer(Step.Kind.MOVE, 10, true));
    link.moved(10);
    slices.set(0);
    assertThat(link.ask()).isEqualTo(moves(50));
  }

  @Test
  void halvesAWriteWithCutsThatVary() throws IOException {
    RuleHarness varied = RuleHarness.of(new SlicedWriter(40, 42).variation(10));
    varied.write(10_000);
    List<Long> slices = slices(varied);
    assertThat(slices.stream().mapToLong(Long::longValue).sum()).isEqualTo(10_000);
    assertThat(slices).allSatisfy(bytes -> assertThat(bytes).isBetween(1L, 50L));
    assertThat(Set.copyOf(slices)).hasSizeGreaterThan(10);
  }

  @Test
  void theSameSeedCutsAlike() throws IOException {
    RuleHarness one = RuleHarness.of(new SlicedWriter(new DynamicSize(40), 7).variation(30));
    RuleHarness other = RuleHarness.of(new SlicedWriter(40, 7).variation(30));
    one.write(1000);
    other.write(1000);
    assertThat(one.passed()).isEqualTo(other.passed());
  }

  @Test
  void aPartialMoveLeavesTheRestOfTheSliceNext() throws IOException {
    RuleHarness whole = RuleHarness.of(new SlicedWriter(40, 7).variation(10));
    RuleHarness parts = RuleHarness.of(new SlicedWriter(40, 7).variation(10));
    parts.innerTakesAtMost(7);
    whole.write(1000);
    parts.write(1000);
    long pieces = slices(whole).stream().mapToLong(bytes -> (bytes + 6) / 7).sum();
    assertThat(slices(parts)).hasSize((int) pieces);
  }

  @Test
  void variationMayBeSetWhileAWriteGoesOn() {
    assertThat(link.start(Op.WRITE, 1000).amount()).isEqualTo(40);
    link.moved(40);
    slices.variation(1);
    assertThat(link.ask().amount()).isBetween(1L, 41L);
    link.moved(1);
    slices.variation(0);
    assertThat(link.ask().amount()).isEqualTo(40);
  }

  @Test
  void theLargestVariationAddsUpToNoNegativeSize() {
    slices.variation(Long.MAX_VALUE);
    assertThat(link.start(Op.WRITE, 1000).amount()).isEqualTo(1000);
  }

  @Test
  void waitsBehindEachSliceTheLastOneToo() throws IOException {
    slices.pause(ofMillis(5));
    assertThat(link.write(100)).isEqualTo(ofMillis(10));
    assertThat(link.write(10)).isEqualTo(ofMillis(5));
    assertThat(link.flush()).isZero();
    assertThat(link.halfClose()).isEqualTo(ofMillis(5));
  }

  @Test
  void idleTimeCountsAsPause() throws IOException {
    slices.pause(ofMillis(5));
    link.write(10);
    link.advance(ofMillis(3));
    assertThat(link.write(10)).isEqualTo(ofMillis(2));
    link.advance(ofMillis(6));
    assertThat(link.write(10)).isZero();
  }

  @Test
  void aNewPauseReachesTheOneThatGoesOn() throws IOException {
    slices.pause(ofMillis(500));
    link.write(10);
    assertThat(link.start(Op.WRITE, 10).amount()).isEqualTo(500_000_000);
    assertThat(RuleHarness.wakes(link.writing(), () -> slices.pause(ofMillis(50)))).isTrue();
    assertThat(link.ask().amount()).isEqualTo(50_000_000);
    assertThat(RuleHarness.wakes(link.writing(), () -> slices.set(0))).isTrue();
    assertThat(link.ask()).isEqualTo(moves(10));
  }

  private static List<Long> slices(RuleHarness link) {
    return link.passed().stream()
        .filter(line -> line.startsWith("write "))
        .map(line -> Long.parseLong(line.substring(6)))
        .toList();
  }

  @Test
  void passesAFlushAndTheHalfClose() throws IOException {
    link.flush();
    link.halfClose();
    assertThat(link.passed()).containsExactly("flush", "shutdown");
  }

  @Test
  void sharesTheKnobWithEveryFaultBuiltOnIt() throws IOException {
    var knob = new DynamicSize(0);
    RuleHarness one = RuleHarness.of(new SlicedWriter(knob));
    RuleHarness other = RuleHarness.of(new SlicedWriter(knob));
    knob.set(5);
    one.write(5);
    other.write(6);
    assertThat(one.passed()).containsExactly("write 5", "flush");
    assertThat(other.passed()).containsExactly("write 5", "flush", "write 1", "flush");
  }

  @Test
  void refusesAVariationBelowZeroByItsName() {
    assertThatThrownBy(() -> new SlicedWriter(1).variation(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("variation must be between 0 and 9223372036854775807 (got -1)");
  }
}
