package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import org.junit.jupiter.api.Test;

class TruncatorRuleTest {
  private final Truncator limit = Truncator.closing(10);
  private final RuleHarness link = RuleHarness.of(limit);

  @Test
  void letsTheLimitPassAndThenEnds() {
    assertThat(link.start(Op.WRITE, 25)).isEqualTo(moves(10));
    link.moved(6);
    assertThat(link.ask()).isEqualTo(moves(4));
    link.moved(4);
    assertThat(link.ask().kind()).isEqualTo(Step.Kind.END);
    assertThat(link.start(Op.FLUSH, 0).kind()).isEqualTo(Step.Kind.END);
  }

  @Test
  void saysWhetherTheEndIsAReset() {
    Step step = new Step();
    for (boolean resets : new boolean[] {false, true}) {
      Truncator fault = resets ? Truncator.resetting(0) : Truncator.closing(0);
      Rule rule = RuleHarness.of(fault).reading();
      rule.begin(Op.READ);
      rule.before(Op.READ, 1, 0, step);
      assertThat(step.kind()).isEqualTo(Step.Kind.END);
      assertThat(step.reset()).isEqualTo(resets);
    }
  }

  @Test
  void isDueOnceTheLimitHasPassed() {
    Rule rule = link.writing();
    assertThat(rule.dueIn(0)).isEqualTo(Rule.NEVER);
    link.start(Op.WRITE, 10);
    link.moved(10);
    assertThat(rule.dueIn(0)).isZero();
    limit.set(11);
    assertThat(rule.dueIn(0)).isEqualTo(Rule.NEVER);
  }

  @Test
  void countsReadsSkipsAndNotTheEnd() {
    Rule rule = link.reading();
    rule.after(Op.READ, 3, false, 0);
    rule.after(Op.SKIP, 4, false, 0);
    rule.after(Op.READ, -1, false, 0);
    assertThat(rule.ready(100, false, 0)).isEqualTo(3);
    assertThat(link.start(Op.READ, 100)).isEqualTo(moves(3));
  }

  @Test
  void neverIsOff() {
    limit.set(Truncator.NEVER);
    assertThat(link.reading().isOff()).isTrue();
    assertThat(link.start(Op.WRITE, 100)).isEqualTo(moves(100));
    assertThat(link.writing().dueIn(0)).isEqualTo(Rule.NEVER);
  }

  @Test
  void refusesANegativeLimitAndKeepsTheOld() {
    assertThatThrownBy(() -> limit.set(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes must be between 0 and 9223372036854775807 (got -1)");
    assertThatThrownBy(() -> Truncator.resetting(-2)).hasMessageContaining("(got -2)");
    assertThat(link.start(Op.WRITE, 25)).isEqualTo(moves(10));
  }
}
