package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static io.trixter.netem.RuleHarness.Answer.waits;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.Op;
import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ThrottledWriterRuleTest {
  private final ThrottledWriter throttle = new ThrottledWriter(1000);
  private final RuleHarness link = RuleHarness.of(throttle);

  @Test
  void hasNoRuleForReads() {
    assertThat(link.rules().reading()).isNull();
    assertThat(link.rules().killSwitch()).isNull();
    assertThat(link.rules().name()).isEqualTo("Throttled");
  }

  @Test
  void isOffAtZeroAndPassesEverything() throws IOException {
    throttle.set(0);
    assertThat(link.writing().isOff()).isTrue();
    assertThat(link.start(Op.WRITE, 1_000_000)).isEqualTo(moves(1_000_000));
    assertThat(link.moved(3)).isZero();
    assertThat(link.write(1_000_000)).isZero();
    assertThat(link.passed()).containsExactly("write 1000000");
  }

  @Test
  void grantsOneSecondOfBurstThenPaces() throws IOException {
    assertThat(link.write(1000)).isZero();
    assertThat(link.write(50)).isEqualTo(ofMillis(50));
    assertThat(link.write(2000)).isEqualTo(ofSeconds(2));
  }

  @Test
  void aBurstIsAsMuchAsItsTimeTakes() throws IOException {
    throttle.burst(ofSeconds(3));
    assertThat(link.write(3000)).isZero();
    assertThat(link.write(50)).isEqualTo(ofMillis(50));
    throttle.burst(ofMillis(10));
    link.advance(ofHours(1));
    assertThat(link.write(10)).isZero();
    assertThat(link.write(10)).isEqualTo(ofMillis(10));
    assertThat(link.write(1000)).isEqualTo(ofSeconds(1));
  }

  @Test
  void aBurstIsAByteAtLeast() throws IOException {
    throttle.burst(ofNanos(1));
    assertThat(link.write(1)).isZero();
    assertThat(link.write(1)).isEqualTo(ofMillis(1));
  }

  @Test
  void aBurstOfAgesIsHeld() throws IOException {
    throttle.set(Long.MAX_VALUE);
    throttle.burst(ofNanos(Long.MAX_VALUE));
    assertThat(link.write(Long.MAX_VALUE / 2)).isZero();
  }

  @Test
  void withoutABurstIdleTimeEarnsNothing() throws IOException {
    throttle.burst(ZERO);
    assertThat(link.write(2000)).isEqualTo(ofSeconds(2));
    link.advance(ofHours(1));
    assertThat(link.write(500)).isEqualTo(ofMillis(500));
  }

  @Test
  void withoutABurstWhatDidNotMoveIsNotPaidForAgain() throws IOException {
    throttle.burst(ZERO);
    link.innerTakesAtMost(7);
    assertThat(link.write(1000)).isEqualTo(ofSeconds(1));
  }

  @Test
  void aNewBurstWakesWhatWaits() {
    assertThat(RuleHarness.wakes(link.writing(), () -> throttle.burst(ZERO))).isTrue();
  }

  @Test
  void writesATenthOfASecondAtATime() throws IOException {
    link.write(1000);
    link.passed().clear();
    link.write(500);
    assertThat(link.passed()).isEqualTo(Collections.nCopies(5, "write 100"));
  }

  @Test
  void doesNotDribbleSingleBytes() {
    link.start(Op.WRITE, 1000);
    link.moved(1000);
    link.advance(ofMillis(60));
    assertThat(link.start(Op.WRITE, 1000)).isEqualTo(waits(ofMillis(40)));
    assertThat(link.start(Op.WRITE, 70)).isEqualTo(waits(ofMillis(10)));
    assertThat(link.start(Op.WRITE, 60)).isEqualTo(moves(60));
  }

  @Test
  void fifteenBytesPerSecondAreFifteenBytesPerSecond() throws IOException {
    throttle.set(15);
    link.write(15);
    assertThat(link.write(15 * 3600)).isEqualTo(ofHours(1));
    assertThat(link.passed().subList(1, link.passed().size())).containsOnly("write 1");
  }

  @Test
  void fillsToOneSecondAtMostWhileIdle() throws IOException {
    link.write(1000);
    link.advance(ofHours(1));
    assertThat(link.start(Op.WRITE, 5000)).isEqualTo(moves(1000));
  }

  @Test
  void passesAFlushTheHalfCloseAndAnEmptyWriteWithAnEmptyBucket() throws IOException {
    link.write(1000);
    assertThat(link.flush()).isZero();
    assertThat(link.halfClose()).isZero();
    assertThat(link.write(0)).isZero();
  }

  @Test
  void refundsWhatTheInnerWriteDidNotTake() throws IOException {
    assertThat(link.start(Op.WRITE, 1000)).isEqualTo(moves(1000));
    link.moved(300);
    assertThat(link.ask()).isEqualTo(moves(700));
    link.moved(0);
    assertThat(link.write(700)).isZero();
    assertThat(link.write(10)).isEqualTo(ofMillis(10));
  }

  @Test
  void keepsItsPaceWhenTheInnerStreamTakesLittle() throws IOException {
    link.innerTakesAtMost(30);
    link.write(1000);
    assertThat(link.write(1000)).isEqualTo(ofSeconds(1));
  }

  @Test
  void refundsOnce() {
    link.start(Op.WRITE, 1000);
    link.moved(400);
    link.moved(0);
    assertThat(link.start(Op.WRITE, 1000)).isEqualTo(moves(600));
  }

  @Test
  void refundsWhatWasGrantedBeforeItWasTurnedOff() {
    link.start(Op.WRITE, 1000);
    throttle.set(0);
    link.moved(100);
    throttle.set(1000);
    assertThat(link.start(Op.WRITE, 1000)).isEqualTo(moves(900));
  }

  @Test
  void goesOnFasterWhenTurnedUpWhileWaiting() throws IOException {
    link.write(1000);
    assertThat(link.start(Op.WRITE, 100)).isEqualTo(waits(ofMillis(100)));
    link.advance(ofMillis(10));
    throttle.set(10_000);
    assertThat(link.ask()).isEqualTo(waits(ofMillis(9)));
    link.advance(ofMillis(9));
    assertThat(link.ask()).isEqualTo(moves(100));
  }

  @Test
  void goesOnSlowerWhenTurnedDownWhileWaiting() throws IOException {
    link.write(1000);
    link.start(Op.WRITE, 100);
    link.advance(ofMillis(10));
    throttle.set(100);
    assertThat(link.ask()).isEqualTo(moves(10));
    link.moved(10);
    assertThat(link.ask()).isEqualTo(waits(ofMillis(100)));
  }

  @Test
  void letsGoWhenTurnedOffWhileWaiting() throws IOException {
    link.write(1000);
    link.start(Op.WRITE, 5000);
    throttle.set(0);
    assertThat(link.ask()).isEqualTo(moves(5000));
  }

  @Test
  void wakesAWaitingWriteWhenTurned() {
    assertThat(RuleHarness.wakes(link.writing(), () -> throttle.set(0))).isTrue();
  }

  @Test
  void clipsItsTokensWhenLowered() {
    throttle.set(100);
    link.start(Op.WRITE, 1); // the bucket is made with this rate
    throttle.set(10);
    assertThat(link.start(Op.WRITE, 1000)).isEqualTo(moves(10));
  }

  @Test
  void keepsItsTokensWhenRaised() throws IOException {
    link.write(500);
    throttle.set(1_000_000);
    assertThat(link.start(Op.WRITE, 500)).isEqualTo(moves(500));
    link.moved(500);
    assertThat(link.start(Op.WRITE, 1)).isEqualTo(waits(ofNanos(1000)));
  }

  @Test
  void sharesOneBucketAmongAllThatItWraps() throws IOException {
    RuleHarness other = link.beside(throttle);
    assertThat(link.write(600)).isZero();
    assertThat(other.write(400)).isZero();
    for (int i = 0; i < 10; i++) {
      link.write(100);
      other.write(100);
    }
    assertThat(link.elapsedNanos()).isEqualTo(ofSeconds(2).toNanos());
  }

  @Test
  void hasABucketOfItsOwnWhereOnlyTheKnobIsShared() throws IOException {
    var rate = new DynamicRate(0);
    RuleHarness one = RuleHarness.of(new ThrottledWriter(rate));
    RuleHarness other = one.beside(new ThrottledWriter(rate));
    rate.set(1000);
    assertThat(one.write(1000)).isZero();
    assertThat(other.write(1000)).isZero();
    assertThat(one.write(10)).isEqualTo(ofMillis(10));
    assertThat(other.write(10)).isZero();
  }

  @Test
  void takesTheHighestRateThereIs() throws IOException {
    throttle.set(Long.MAX_VALUE);
    assertThat(link.write(Long.MAX_VALUE)).isZero();
    assertThat(link.write(Integer.MAX_VALUE)).isLessThanOrEqualTo(ofNanos(2));
    link.advance(ofHours(1));
    assertThat(link.start(Op.WRITE, Long.MAX_VALUE)).isEqualTo(moves(Long.MAX_VALUE));
  }
}
