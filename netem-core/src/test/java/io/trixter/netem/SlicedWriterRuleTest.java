package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.RuleHarness.Answer;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Step;
import java.io.IOException;
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
}
