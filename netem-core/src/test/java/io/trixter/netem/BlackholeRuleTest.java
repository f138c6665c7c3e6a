package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static io.trixter.netem.RuleHarness.Answer.waits;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.RuleHarness.Answer;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BlackholeRuleTest {
  private final Blackhole hole = new Blackhole();
  private final RuleHarness link = RuleHarness.of(hole);
  private final Blackhole ending = new Blackhole(ofMillis(40));
  private final RuleHarness brief = link.beside(ending);

  @Test
  void dropsWritesAndTheHalfCloseAndPassesAFlush() {
    assertThat(link.start(Op.WRITE, 100).kind()).isEqualTo(Step.Kind.DROP);
    assertThat(link.start(Op.SHUTDOWN, 0).kind()).isEqualTo(Step.Kind.DROP);
    assertThat(link.start(Op.FLUSH, 0)).isEqualTo(moves(0));
  }

  @Test
  void readsWaitForEver() {
    assertThat(link.start(Op.READ, 100)).isEqualTo(new Answer(Step.Kind.WAIT, Rule.NEVER, false));
    assertThat(link.moved(1)).isEqualTo(Duration.ofNanos(Rule.UNTIL_SET));
    assertThat(link.reading().ready(100, false, 0)).isZero();
    assertThat(link.start(Op.READ, 0)).isEqualTo(moves(0));
  }

  @Test
  void settingItWakesAReadThatWaitsAndDoingSoTwiceDoesNothing() {
    assertThat(RuleHarness.wakes(link.reading(), () -> hole.set(true))).isFalse();
    assertThat(RuleHarness.wakes(link.reading(), () -> hole.set(false))).isTrue();
    assertThat(link.start(Op.READ, 100)).isEqualTo(moves(100));
    assertThat(link.moved(1)).isZero();
    assertThat(link.reading().ready(100, false, 0)).isEqualTo(100);
  }

  @Test
  void writesPassAtOnceWhileItIsOffAndReadsStillAskIt() {
    hole.set(false);
    assertThat(link.writing().isOff()).isTrue();
    assertThat(link.reading().isOff()).isFalse();
    assertThat(link.start(Op.WRITE, 10)).isEqualTo(moves(10));
    assertThat(link.writing().dueIn(0)).isEqualTo(Rule.NEVER);
  }

  @Test
  void bothDirectionsEndAtTheSameTime() {
    assertThat(brief.start(Op.WRITE, 1).kind()).isEqualTo(Step.Kind.DROP);
    brief.advance(ofMillis(15));
    assertThat(brief.start(Op.READ, 1)).isEqualTo(waits(ofMillis(25)));
    brief.advance(ofMillis(25));
    assertThat(brief.ask().kind()).isEqualTo(Step.Kind.END);
    assertThat(brief.start(Op.FLUSH, 0).kind()).isEqualTo(Step.Kind.END);
    assertThat(brief.moved(0)).isZero();
  }

  @Test
  void isDueWhenItsTimeIsOver() {
    Rule rule = brief.writing();
    assertThat(rule.dueIn(0)).isEqualTo(40_000_000);
    assertThat(rule.dueIn(30_000_000)).isEqualTo(10_000_000);
    assertThat(rule.dueIn(50_000_000)).isZero();
    assertThat(link.writing().dueIn(0)).isEqualTo(Rule.NEVER);
  }

  @Test
  void theTimeBeginsWithTheFirstOperationOfEachConnection() {
    brief.start(Op.READ, 1);
    brief.advance(ofMillis(30));
    RuleHarness other = brief.beside(ending);
    assertThat(other.start(Op.READ, 1)).isEqualTo(waits(ofMillis(40)));
    assertThat(brief.ask()).isEqualTo(waits(ofMillis(10)));
  }

  @Test
  void refusesATimeOutOfRange() {
    assertThatThrownBy(() -> new Blackhole(ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
