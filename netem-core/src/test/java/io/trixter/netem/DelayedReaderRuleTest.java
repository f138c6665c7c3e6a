package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.Op;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DelayedReaderRuleTest {
  private final DelayedReader delay = new DelayedReader(ofMillis(25));
  private final RuleHarness link = RuleHarness.of(delay);

  @Test
  void hasNoRuleForWrites() {
    assertThat(link.rules().writing()).isNull();
    assertThat(link.rules().killSwitch()).isNull();
    assertThat(link.rules().name()).isEqualTo("Delayed");
  }

  @Test
  void isOffAtZeroAndPassesEverything() throws IOException {
    delay.set(ZERO);
    assertThat(link.reading().isOff()).isTrue();
    assertThat(link.start(Op.READ, 100)).isEqualTo(moves(100));
    assertThat(link.moved(100)).isZero();
    assertThat(link.read(100)).isZero();
    assertThat(link.passed()).containsExactly("read 100");
  }

  @Test
  void asksThePeerAtOnceAndHoldsWhatCame() {
    assertThat(link.start(Op.READ, 100)).isEqualTo(moves(100));
    link.advance(ofSeconds(7)); // blocked in the inner stream: no part of the delay
    assertThat(link.moved(10)).isEqualTo(ofMillis(25));
  }

  @Test
  void holdsTheFirstReadOfABurst() throws IOException {
    assertThat(link.read(100, 100, false)).isEqualTo(ofMillis(25));
    assertThat(link.read(100, 1, false)).isEqualTo(ofMillis(25));
  }

  @Test
  void leavesTheRestOfTheBurstFree() throws IOException {
    assertThat(link.read(100, 100, false)).isEqualTo(ofMillis(25));
    assertThat(link.read(100, 100, true)).isZero();
    assertThat(link.read(100, 3, true)).isZero();
    assertThat(link.read(100, 100, false)).isEqualTo(ofMillis(25));
  }

  @Test
  void leavesTheEndOfTheStreamFree() throws IOException {
    assertThat(link.read(100, -1, false)).isZero();
  }

  @Test
  void leavesAReadOfNothingFree() throws IOException {
    assertThat(link.read(0, 0, false)).isZero();
  }

  @Test
  void countsFromTheArrivalHoweverOftenItIsAsked() {
    link.start(Op.READ, 100);
    assertThat(link.moved(10)).isEqualTo(ofMillis(25));
    link.advance(ofMillis(10));
    assertThat(link.moved(10)).isEqualTo(ofMillis(15));
    link.advance(ofMillis(15).minusNanos(1));
    assertThat(link.moved(10)).isEqualTo(ofNanos(1));
    link.advance(ofNanos(1));
    assertThat(link.moved(10)).isZero();
    link.advance(ofMillis(1));
    assertThat(link.moved(10)).isZero();
  }

  @Test
  void followsADelayTurnedUpOnBytesHeldAlready() {
    link.start(Op.READ, 100);
    link.moved(10);
    link.advance(ofMillis(10));
    delay.set(ofMillis(250));
    assertThat(link.moved(10)).isEqualTo(ofMillis(240));
  }

  @Test
  void followsADelayTurnedDownOnBytesHeldAlready() {
    link.start(Op.READ, 100);
    link.moved(10);
    link.advance(ofMillis(10));
    delay.set(ofMillis(12));
    assertThat(link.moved(10)).isEqualTo(ofMillis(2));
    delay.set(ofMillis(5));
    assertThat(link.moved(10)).isZero();
  }

  @Test
  void letsGoWhatItHoldsWhenTurnedOff() {
    delay.set(ofSeconds(60));
    link.start(Op.READ, 100);
    assertThat(link.moved(10)).isEqualTo(ofSeconds(60));
    delay.set(ZERO);
    assertThat(link.moved(10)).isZero();
  }

  @Test
  void wakesAReadThatIsHeldWhenTurned() {
    assertThat(RuleHarness.wakes(link.reading(), () -> delay.set(ZERO))).isTrue();
  }

  @Test
  void holdsForTheLongestDelayWithoutOverflow() {
    Duration longest = ofNanos(Long.MAX_VALUE);
    delay.set(longest);
    link.start(Op.READ, 100);
    assertThat(link.moved(1)).isEqualTo(longest);
    link.advance(ofSeconds(1_000_000_000));
    assertThat(link.moved(1)).isEqualTo(longest.minusSeconds(1_000_000_000));
  }

  @Test
  void forgetsAnAbandonedHoldAtTheNextRead() {
    link.start(Op.READ, 100);
    link.moved(10);
    link.advance(ofMillis(20));
    link.start(Op.READ, 100);
    assertThat(link.moved(10)).isEqualTo(ofMillis(25));
  }

  @Test
  void sharesTheKnobWithEveryFaultBuiltOnIt() throws IOException {
    var knob = new DynamicDuration(ZERO);
    RuleHarness in = RuleHarness.of(new DelayedReader(knob));
    RuleHarness out = RuleHarness.of(new DelayedWriter(knob));
    knob.set(ofMillis(3));
    assertThat(in.read(1)).isEqualTo(ofMillis(3));
    assertThat(out.write(1)).isEqualTo(ofMillis(3));
  }
}
