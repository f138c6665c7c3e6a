package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static io.trixter.netem.RuleHarness.Answer.waits;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.Op;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SlowCloserRuleTest {
  private final SlowCloser slow = new SlowCloser(ofMillis(30));
  private final RuleHarness link = RuleHarness.of(slow);

  @Test
  void hasNoRuleForReads() {
    assertThat(link.rules().reading()).isNull();
    assertThat(link.rules().killSwitch()).isNull();
    assertThat(link.rules().name()).isEqualTo("SlowCloser");
  }

  @Test
  void theHalfCloseWaitsAndNothingElse() throws IOException {
    assertThat(link.write(100)).isZero();
    assertThat(link.flush()).isZero();
    assertThat(link.halfClose()).isEqualTo(ofMillis(30));
    assertThat(link.passed()).containsExactly("write 100", "flush", "shutdown");
  }

  @Test
  void aDelayThatIsSetCountsFromTheBeginningOfTheWait() {
    assertThat(link.start(Op.SHUTDOWN, 0)).isEqualTo(waits(ofMillis(30)));
    link.advance(ofMillis(10));
    assertThat(RuleHarness.wakes(link.writing(), () -> slow.set(ofMillis(50)))).isTrue();
    assertThat(link.ask()).isEqualTo(waits(ofMillis(40)));
    slow.set(ofMillis(10));
    assertThat(link.ask()).isEqualTo(moves(0));
  }

  @Test
  void eachHalfCloseWaitsForItself() throws IOException {
    assertThat(link.halfClose()).isEqualTo(ofMillis(30));
    assertThat(link.beside(slow).halfClose()).isEqualTo(ofMillis(30));
  }

  @Test
  void isOffAtZero() {
    slow.set(ZERO);
    assertThat(link.writing().isOff()).isTrue();
    assertThat(link.start(Op.SHUTDOWN, 0)).isEqualTo(moves(0));
  }
}
