package io.trixter.netem;

import static io.trixter.netem.RuleHarness.Answer.moves;
import static io.trixter.netem.RuleHarness.Answer.waits;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.Op;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ThrottledReaderRuleTest {
  private final ThrottledReader throttle = new ThrottledReader(1000);
  private final RuleHarness link = RuleHarness.of(throttle);

  @Test
  void hasNoRuleForWrites() {
    assertThat(link.rules().writing()).isNull();
    assertThat(link.rules().killSwitch()).isNull();
    assertThat(link.rules().name()).isEqualTo("Throttled");
  }

  @Test
  void isOffAtZeroAndPassesEverything() throws IOException {
    throttle.set(0);
    assertThat(link.reading().isOff()).isTrue();
    assertThat(link.start(Op.READ, 1_000_000)).isEqualTo(moves(1_000_000));
    assertThat(link.moved(1_000_000)).isZero();
    assertThat(link.read(1_000_000)).isZero();
  }

  @Test
  void grantsOneSecondOfBurstThenPaces() throws IOException {
    assertThat(link.read(1000)).isZero();
    assertThat(link.read(50)).isEqualTo(ofMillis(50));
    assertThat(link.read(5000)).isEqualTo(ofMillis(100));
    assertThat(link.passed()).containsExactly("read 1000", "read 50", "read 100");
  }

  @Test
  void fifteenBytesPerSecondAreFifteenBytesPerSecond() throws IOException {
    throttle.set(15);
    for (long left = 15 * 3601; left > 0; left--) {
      link.read(1);
    }
    assertThat(link.elapsedNanos()).isEqualTo(ofHours(1).toNanos());
  }

  @Test
  void paysForTheBytesThatCameAlone() throws IOException {
    link.read(1000, 10, false);
    assertThat(link.start(Op.READ, 5000)).isEqualTo(moves(990));
  }

  @Test
  void paysOnceHoweverOftenItIsAskedAfterwards() {
    link.start(Op.READ, 1000);
    link.moved(600);
    link.moved(600);
    assertThat(link.start(Op.READ, 1000)).isEqualTo(moves(400));
  }

  @Test
  void paysNothingForTheEndOfTheStreamOrNoBytes() throws IOException {
    link.read(1000, -1, false);
    link.read(1000, 0, false);
    assertThat(link.start(Op.READ, 1000)).isEqualTo(moves(1000));
  }

  @Test
  void holdsNoTokensWhileItWaitsForItsPeer() throws IOException {
    RuleHarness other = link.beside(throttle);
    assertThat(link.start(Op.READ, 1000)).isEqualTo(moves(1000));
    assertThat(other.read(1000)).isZero();
  }

  @Test
  void owesWhatConcurrentReadsTookTooMuch() {
    RuleHarness other = link.beside(throttle);
    link.start(Op.READ, 1000);
    other.start(Op.READ, 1000);
    link.moved(1000);
    other.moved(1000);
    assertThat(link.start(Op.READ, 1000)).isEqualTo(waits(ofMillis(1100)));
    link.advance(ofMillis(1100));
    assertThat(link.ask()).isEqualTo(moves(100));
  }

  @Test
  void paysForWhatWasGrantedBeforeItWasTurnedOff() {
    link.start(Op.READ, 1000);
    throttle.set(0);
    link.moved(1000);
    throttle.set(1000);
    assertThat(link.start(Op.READ, 1)).isEqualTo(waits(ofMillis(1)));
  }

  @Test
  void readsForNothingWhatBeganWhileItWasOff() {
    throttle.set(0);
    link.start(Op.READ, 5000);
    throttle.set(1000);
    link.moved(5000);
    assertThat(link.start(Op.READ, 5000)).isEqualTo(moves(1000));
  }

  @Test
  void followsItsKnobWhileWaiting() throws IOException {
    link.read(1000);
    assertThat(link.start(Op.READ, 100)).isEqualTo(waits(ofMillis(100)));
    link.advance(ofMillis(10));
    throttle.set(10_000);
    assertThat(link.ask()).isEqualTo(waits(ofMillis(9)));
    throttle.set(0);
    assertThat(link.ask()).isEqualTo(moves(100));
  }

  @Test
  void wakesAWaitingReadWhenTurned() {
    assertThat(RuleHarness.wakes(link.reading(), () -> throttle.set(0))).isTrue();
  }

  @Test
  void passesAReadWithoutRoomWithAnEmptyBucket() throws IOException {
    link.read(1000);
    assertThat(link.read(0)).isZero();
  }

  @Test
  void clipsItsTokensWhenLoweredAndKeepsThemWhenRaised() throws IOException {
    link.read(100);
    throttle.set(10);
    assertThat(link.start(Op.READ, 1000)).isEqualTo(moves(10));
    throttle.set(50);
    assertThat(link.start(Op.READ, 1000)).isEqualTo(moves(10));
  }

  @Test
  void sharesOneBucketAmongAllThatItWraps() throws IOException {
    RuleHarness other = link.beside(throttle);
    link.read(1000);
    for (int i = 0; i < 10; i++) {
      link.read(100);
      other.read(100);
    }
    assertThat(link.elapsedNanos()).isEqualTo(ofSeconds(2).toNanos());
  }

  @Test
  void hasABucketOfItsOwnWhereOnlyTheKnobIsShared() throws IOException {
    var rate = new DynamicRate(1000);
    RuleHarness in = RuleHarness.of(new ThrottledReader(rate));
    RuleHarness out = in.beside(new ThrottledWriter(rate));
    assertThat(in.read(1000)).isZero();
    assertThat(out.write(1000)).isZero();
    rate.set(100);
    assertThat(in.read(1)).isEqualTo(ofMillis(10));
  }
}
