package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static io.trixter.netem.RuleHarness.Answer.waits;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.Op;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DelayedWriterRuleTest {
  private final DelayedWriter delay = new DelayedWriter(ofMillis(25));
  private final RuleHarness link = RuleHarness.of(delay);

  @Test
  void hasNoRuleForReads() {
    assertThat(link.rules().reading()).isNull();
    assertThat(link.rules().killSwitch()).isNull();
    assertThat(link.rules().name()).isEqualTo("Delayed");
  }

  @Test
  void isOffAtZeroAndPassesEverything() throws IOException {
    delay.set(ZERO);
    assertThat(link.writing().isOff()).isTrue();
    assertThat(link.start(Op.WRITE, 100)).isEqualTo(moves(100));
    assertThat(link.write(100)).isZero();
    assertThat(link.passed()).containsExactly("write 100");
  }

  @Test
  void isOnFromOneNanosecond() throws IOException {
    delay.set(ofNanos(1));
    assertThat(link.writing().isOff()).isFalse();
    assertThat(link.write(100)).isEqualTo(ofNanos(1));
  }

  @Test
  void startsEachWriteAfterTheDelay() throws IOException {
    assertThat(link.write(100)).isEqualTo(ofMillis(25));
    assertThat(link.write(1)).isEqualTo(ofMillis(25));
    assertThat(link.passed()).containsExactly("write 100", "write 1");
  }

  @Test
  void delaysTheHalfClose() throws IOException {
    assertThat(link.halfClose()).isEqualTo(ofMillis(25));
  }

  @Test
  void doesNotDelayAFlush() throws IOException {
    assertThat(link.flush()).isZero();
    assertThat(link.passed()).containsExactly("flush");
  }

  @Test
  void countsFromTheFirstAsk() {
    assertThat(link.start(Op.WRITE, 100)).isEqualTo(waits(ofMillis(25)));
    link.advance(ofMillis(10));
    assertThat(link.ask()).isEqualTo(waits(ofMillis(15)));
    link.advance(ofMillis(15).minusNanos(1));
    assertThat(link.ask()).isEqualTo(waits(ofNanos(1)));
    link.advance(ofNanos(1));
    assertThat(link.ask()).isEqualTo(moves(100));
  }

  @Test
  void doesNotDelayWhatAPartialWriteLeftOver() throws IOException {
    link.innerTakesAtMost(40);
    assertThat(link.write(100)).isEqualTo(ofMillis(25));
    assertThat(link.passed()).containsExactly("write 40", "write 40", "write 20");
  }

  @Test
  void isNotDelayedAgainByAKnobTurnedUpOnceItHasStarted() {
    link.start(Op.WRITE, 100);
    link.advance(ofMillis(25));
    assertThat(link.ask()).isEqualTo(moves(100));
    link.moved(40);
    delay.set(ofSeconds(9));
    assertThat(link.ask()).isEqualTo(moves(60));
  }

  @Test
  void holdsNothingAfterTheMove() {
    link.start(Op.WRITE, 100);
    assertThat(link.moved(100)).isZero();
  }

  @Test
  void followsADelayTurnedUpWhileWaiting() {
    link.start(Op.WRITE, 100);
    link.advance(ofMillis(10));
    delay.set(ofMillis(250));
    assertThat(link.ask()).isEqualTo(waits(ofMillis(240)));
  }

  @Test
  void followsADelayTurnedDownWhileWaiting() {
    link.start(Op.WRITE, 100);
    link.advance(ofMillis(10));
    delay.set(ofMillis(12));
    assertThat(link.ask()).isEqualTo(waits(ofMillis(2)));
    delay.set(ofMillis(10));
    assertThat(link.ask()).isEqualTo(moves(100));
  }

  @Test
  void letsGoWhenTurnedOffWhileWaiting() {
    delay.set(ofSeconds(60));
    assertThat(link.start(Op.WRITE, 100)).isEqualTo(waits(ofSeconds(60)));
    delay.set(ZERO);
    assertThat(link.ask()).isEqualTo(moves(100));
  }

  @Test
  void wakesAWaitingWriteWhenTurned() {
    assertThat(RuleHarness.wakes(link.writing(), () -> delay.set(ZERO))).isTrue();
  }

  @Test
  void waitsForTheLongestDelayWithoutOverflow() {
    Duration longest = ofNanos(Long.MAX_VALUE);
    delay.set(longest);
    assertThat(link.start(Op.WRITE, 1)).isEqualTo(waits(longest));
    link.advance(ofSeconds(1_000_000_000));
    assertThat(link.ask()).isEqualTo(waits(longest.minusSeconds(1_000_000_000)));
  }

  @Test
  void sharesTheKnobWithEveryFaultBuiltOnIt() throws IOException {
    var knob = new DynamicDuration(ZERO);
    RuleHarness one = RuleHarness.of(new DelayedWriter(knob));
    RuleHarness other = RuleHarness.of(new DelayedWriter(knob));
    knob.set(ofMillis(3));
    assertThat(one.write(1)).isEqualTo(ofMillis(3));
    assertThat(other.write(1)).isEqualTo(ofMillis(3));
  }

  @Test
  void delaysEachStreamByItsOwnFirstAsk() {
    RuleHarness other = link.beside(delay);
    link.start(Op.WRITE, 1);
    link.advance(ofMillis(20));
    assertThat(other.start(Op.WRITE, 1)).isEqualTo(waits(ofMillis(25)));
    assertThat(link.ask()).isEqualTo(waits(ofMillis(5)));
  }
}
