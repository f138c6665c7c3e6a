package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000;

  private final TokenBucket bucket = new TokenBucket();
  private long now = -5 * SECOND; // any origin will do

  @Test
  void startsFull() {
    assertThat(bucket.take(1000, Long.MAX_VALUE, now)).isEqualTo(1000);
    assertThat(bucket.take(1000, 1, now)).isEqualTo(-1_000_000);
  }

  @Test
  void looksWithoutTaking() {
    assertThat(bucket.look(1000, 5000, now)).isEqualTo(1000);
    assertThat(bucket.look(1000, 300, now)).isEqualTo(300);
    assertThat(bucket.take(1000, 5000, now)).isEqualTo(1000);
  }

  @Test
  void waitsForWhatIsWantedOrATenthOfASecondWhicheverIsLess() {
    bucket.take(1000, 1000, now);
    assertThat(bucket.look(1000, 1, now)).isEqualTo(-1_000_000);
    assertThat(bucket.look(1000, 99, now)).isEqualTo(-99_000_000);
    assertThat(bucket.look(1000, 101, now)).isEqualTo(-100_000_000);
    assertThat(bucket.look(1000, Long.MAX_VALUE, now)).isEqualTo(-100_000_000);
  }

  @Test
  void waitsForOneByteAtRatesBelowTen() {
    bucket.take(2, 2, now);
    assertThat(bucket.look(2, 100, now)).isEqualTo(-SECOND / 2);
  }

  @Test
  void grantsAllThatIsThereOnceItIsEnough() {
    bucket.take(1000, 1000, now);
    assertThat(bucket.look(1000, Long.MAX_VALUE, now + 700_000_000)).isEqualTo(700);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 15, 1_000_000_007, Long.MAX_VALUE})
  void holdsAtMostOneSecond(long rate) {
    bucket.take(rate, Long.MAX_VALUE, now);
    long idle = Long.MAX_VALUE / 2;
    assertThat(bucket.take(rate, Long.MAX_VALUE, now + idle)).isEqualTo(rate);
    assertThat(bucket.take(rate, Long.MAX_VALUE, now + idle)).isNegative();
  }

  @Test
  void keepsNoFractionBeyondOneSecond() {
    bucket.take(10, 10, now);
    now += SECOND + SECOND / 20;
    assertThat(bucket.take(10, 10, now)).isEqualTo(10);
    assertThat(bucket.look(10, 1, now)).isEqualTo(-SECOND / 10);
  }

  @Test
  void isClippedByALoweredRate() {
    bucket.look(1000, 1, now);
    assertThat(bucket.look(40, 5000, now)).isEqualTo(40);
    assertThat(bucket.look(1000, 40, now)).isEqualTo(40);
    assertThat(bucket.look(1000, 41, now)).isEqualTo(-1_000_000);
  }

  @Test
  void keepsItsTokensWhenTheRateIsRaised() {
    bucket.take(1000, 600, now);
    assertThat(bucket.look(4000, 5000, now)).isEqualTo(400);
    assertThat(bucket.look(4000, 5000, now + SECOND / 4)).isEqualTo(1400);
  }

  @Test
  void keepsFractionsWhenTheRateIsSet() {
    bucket.take(1, 1, now);
    now += SECOND / 2;
    assertThat(bucket.look(1, 1, now)).isEqualTo(-SECOND / 2);
    assertThat(bucket.look(5, 1, now)).isEqualTo(-SECOND / 10);
  }

  @Test
  void takesBackWhatWasNotUsed() {
    bucket.take(1000, 1000, now);
    bucket.refund(300);
    assertThat(bucket.take(1000, 1000, now)).isEqualTo(300);
  }

  @Test
  void takesBackNoMoreThanFillsIt() {
    bucket.take(1000, 1000, now);
    now += SECOND;
    bucket.look(1000, 1, now);
    bucket.refund(1000);
    assertThat(bucket.take(1000, 5000, now)).isEqualTo(1000);
  }

  @Test
  void takesBackAtTheHighestRate() {
    bucket.take(Long.MAX_VALUE, Long.MAX_VALUE, now);
    now += SECOND / 2;
    bucket.look(Long.MAX_VALUE, 1, now);
    bucket.refund(Long.MAX_VALUE);
    assertThat(bucket.look(Long.MAX_VALUE, Long.MAX_VALUE, now)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void keepsItsFractionWhenItTakesBack() {
    bucket.take(10, 10, now);
    now += SECOND / 20; // half a token
    bucket.look(10, 1, now);
    bucket.refund(3);
    assertThat(bucket.take(10, 3, now)).isEqualTo(3);
    assertThat(bucket.look(10, 1, now)).isEqualTo(-SECOND / 20);
  }

  @Test
  void owesWhatIsChargedBeyondItsTokens() {
    bucket.look(1000, 1000, now);
    bucket.charge(2500);
    assertThat(bucket.look(1000, 1, now)).isEqualTo(-1_501_000_000);
    assertThat(bucket.look(1000, 1, now + 1_501_000_000)).isEqualTo(1);
  }

  @Test
  void earnsNoTimeTwiceWhenAThreadComesWithAnEarlierClock() {
    bucket.take(1000, 1000, now);
    assertThat(bucket.take(1000, 5000, now + SECOND)).isEqualTo(1000);
    assertThat(bucket.take(1000, 5000, now)).isNegative(); // read before, locked after
    assertThat(bucket.take(1000, 5000, now + SECOND)).isNegative();
  }
}
