package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pacer lets leave, in virtual time. */
class PacerTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLISECOND = 1_000_000;

  private final Pacer pacer = new Pacer();
  private long now = Long.MAX_VALUE - SECOND; // soon wraps around
  private long rate = 1_000_000;

  private long take(long wanted) {
    return pacer.take(rate, wanted, now);
  }

  /** Waits as it is told and takes what then may leave, until {@code bytes} have left. */
  private void pass(long bytes) {
    for (long left = bytes; left > 0; ) {
      left -= leave(left);
    }
  }

  private long leave(long wanted) {
    long granted = take(wanted);
    if (granted < 0) {
      now -= granted;
      granted = take(wanted);
    }
    assertThat(granted).isPositive();
    return granted;
  }

  private long elapsed(Runnable task) {
    long start = now;
    task.run();
    return now - start;
  }

  @Test
  void aChunkWaitsForItsOwnBytes() {
    assertThat(take(1000)).isEqualTo(-MILLISECOND);
  }

  @Test
  void aLongChunkLeavesInPiecesOfATenthOfASecond() {
    assertThat(take(480_000)).isEqualTo(-100 * MILLISECOND);
    now += 100 * MILLISECOND;
    assertThat(take(480_000)).isEqualTo(100_000);
    assertThat(elapsed(() -> pass(380_000))).isEqualTo(380 * MILLISECOND);
  }

  @Test
  void idleTimeEarnsNothing() {
    pass(1000);
    now += 60 * SECOND;
    assertThat(take(5000)).isEqualTo(-5 * MILLISECOND);
  }

  @Test
  void aFirstChunkAfterAPauseIsNotEarly() {
    pass(100_000);
    now += 6 * MILLISECOND;
    assertThat(take(1000)).isEqualTo(-MILLISECOND);
  }

  @Test
  void lateWakingIsMadeUp() {
    long start = now;
    for (int i = 0; i < 1000; i++) {
      assertThat(take(100_000)).isNegative();
      now = start + (100 * (i + 1) + i % 90) * MILLISECOND;
      assertThat(take(100_000)).isEqualTo(100_000);
    }
    assertThat(now - start).isEqualTo((100_000 + 9) * MILLISECOND);
  }

  @Test
  void theTimeToBringTheNextPieceIsMadeUp() {
    long start = now;
    for (int i = 0; i < 1000; i++) {
      pass(100_000);
      now += 3 * MILLISECOND;
    }
    assertThat(now - start).isEqualTo(100 * SECOND + 3 * MILLISECOND);
  }

  @Test
  void noMoreThanATenthOfASecondIsMadeUp() {
    take(100_000);
    now += 3 * SECOND; // woke late
    assertThat(take(100_000)).isEqualTo(100_000);
    assertThat(take(100_000)).isEqualTo(100_000);
    assertThat(take(100_000)).isBetween(-100 * MILLISECOND, -90 * MILLISECOND);
  }

  @Test
  void pausesBetweenSmallChunksAddUpToNoMoreThanFiveMilliseconds() {
    for (int i = 0; i < 1000; i++) {
      pass(1000);
      now += 4 * MILLISECOND;
    }
    assertThat(take(100_000)).isEqualTo(-95 * MILLISECOND);
  }

  @Test
  void latenessIsForgottenAfterAPause() {
    take(100_000);
    now += 150 * MILLISECOND;
    take(100_000);
    now += 6 * MILLISECOND;
    assertThat(take(100_000)).isEqualTo(-100 * MILLISECOND);
  }

  @Test
  void aRateOfZeroLetsNothingLeaveAndForgetsNothing() {
    take(100_000);
    now += 50 * MILLISECOND;
    assertThat(pacer.take(0, 100_000, now)).isEqualTo(-Rule.NEVER);
    now += 600 * SECOND;
    assertThat(pacer.take(-7, 100_000, now)).isEqualTo(-Rule.NEVER);
    assertThat(take(100_000)).isEqualTo(-50 * MILLISECOND);
  }

  @Test
  void aPacerThatBeginsAtZeroHasNoBurst() {
    assertThat(pacer.take(0, 1000, now)).isEqualTo(-Rule.NEVER);
    now += SECOND;
    assertThat(take(1000)).isEqualTo(-MILLISECOND);
  }

  @ParameterizedTest
  @CsvSource({
    "2000000, 75", // half of 100,000 bytes have been earned; 150,000 of 200,000 are missing
    "1000000, 50",
    "500000, 0", // 50,000 are a tenth of a second's
    "1000, 0"
  })
  void aNewRateKeepsWhatAWaitingPieceHasEarned(long newRate, long waitMillis) {
    take(1_000_000);
    now += 50 * MILLISECOND;
    rate = newRate;
    long granted = take(1_000_000);
    assertThat(granted < 0 ? -granted : 0).isEqualTo(waitMillis * MILLISECOND);
  }

  @Test
  void aPieceLeavesThoughItsRateIsSetAllTheTime() {
    int tries = 0;
    while (take(100_000) < 0) {
      now += 10 * MILLISECOND;
      rate = rate == 1_000_000 ? 500_000 : 1_000_000;
      assertThat(++tries).isLessThan(20);
    }
  }

  @Test
  void aMuchLowerRateHasNoBurst() {
    take(100_000);
    now += 99 * MILLISECOND;
    rate = 1000;
    assertThat(take(100_000)).isEqualTo(100);
    long next = -take(100_000);
    assertThat(next).isBetween(95 * MILLISECOND, 100 * MILLISECOND);
  }

  @Test
  void whatDidNotLeaveIsPaidFor() {
    pass(100_000);
    pacer.refund(60_000);
    assertThat(take(40_000)).isEqualTo(40_000);
    assertThat(take(40_000)).isEqualTo(20_000);
    assertThat(take(1000)).isEqualTo(-MILLISECOND);
  }

  @Test
  void whatDidNotLeaveBeforeTheRateWasSetIsHeldLikeTheRest() {
    pass(100_000);
    pacer.refund(60_000);
    rate = 1000;
    assertThat(take(60_000)).isNegative();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        1,
        7,
        15,
        999,
        10_000,
        999_999_999,
        1_000_000_007,
        1_000_000_000_039L,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
      })
  void keepsItsRateToTheNanosecond(long bytesPerSecond) {
    rate = bytesPerSecond;
    var random = new SplittableRandom(42);
    long start = now;
    BigInteger left = BigInteger.ZERO;
    for (int i = 0; i < 20_000; i++) {
      left = left.add(BigInteger.valueOf(leave(random.nextLong(1, 1 << 20))));
      BigInteger exact = left.multiply(BigInteger.valueOf(SECOND));
      BigInteger[] nanos = exact.divideAndRemainder(BigInteger.valueOf(rate));
      long rounded = nanos[0].longValue() + nanos[1].signum();
      assertThat(now - start).isEqualTo(rounded);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10000, 16384",
    "10000, 1048576",
    "1000000, 16384",
    "1000000000, 16384",
    "1000000000, 1048576"
  })
  void keepsItsRateWithinOnePercentWhenItIsAskedLate(long bytesPerSecond, long chunk) {
    rate = bytesPerSecond;
    var random = new SplittableRandom(42);
    long start = now;
    long bytes = 10 * rate;
    for (long left = bytes; left > 0; ) {
      long granted = take(Math.min(left, chunk));
      if (granted > 0) {
        left -= granted;
        now += random.nextLong(MILLISECOND); // writes it and reads the next
      } else {
        now -= granted;
        now += random.nextLong(2 * MILLISECOND); // wakes late
      }
      if (chunk * SECOND / rate < MILLISECOND) {
        left -= catchUp(left, chunk);
      }
    }
    assertThat((now - start) / 1e9).isBetween(9.9, 10.1);
  }

  /** Passes what is due: a driver as slow as above could not keep up with chunks so small. */
  private long catchUp(long left, long chunk) {
    long sum = 0;
    while (sum < left) {
      long granted = take(Math.min(left - sum, chunk));
      if (granted < 0) {
        break;
      }
      sum += granted;
    }
    return sum;
  }
}
