package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That not a byte and not a nanosecond is rounded away, whatever the rate. */
class TokenBucketExactnessTest {
  private static final long SECOND = 1_000_000_000;

  private final TokenBucket bucket = new TokenBucket();
  private long now = -5 * SECOND; // any origin will do

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
        1_000_000_000_000L,
        1_000_000_000_039L,
        Long.MAX_VALUE
      })
  void keepsItsRateExactlyOverALongRunOfWaits(long rate) {
    long start = now;
    BigInteger moved = BigInteger.ZERO;
    for (int i = 0; i < 20_000; i++) {
      long granted = bucket.take(rate, Long.MAX_VALUE, now);
      if (granted < 0) {
        now -= granted;
        granted = bucket.take(rate, Long.MAX_VALUE, now);
      }
      assertThat(granted).isPositive();
      moved = moved.add(BigInteger.valueOf(granted));
      assertThat(moved).isEqualTo(earned(rate, now - start));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 15, 999, 10_000, 1_000_000_007, 1_000_000_000_000L, Long.MAX_VALUE})
  void keepsItsRateExactlyHoweverOftenItIsAsked(long rate) {
    var random = new SplittableRandom(42);
    long start = now;
    BigInteger moved = BigInteger.valueOf(bucket.take(rate, Long.MAX_VALUE, now));
    for (int i = 0; i < 100_000; i++) {
      now += random.nextLong(SECOND / 2 >> random.nextInt(20));
      long granted = bucket.take(rate, Long.MAX_VALUE, now);
      if (granted > 0) {
        moved = moved.add(BigInteger.valueOf(granted));
        assertThat(moved).isEqualTo(earned(rate, now - start));
      }
    }
    assertThat(moved).isGreaterThan(BigInteger.valueOf(rate));
  }

  /** A second's burst, and what came since. */
  private static BigInteger earned(long rate, long nanos) {
    BigInteger refill =
        BigInteger.valueOf(rate)
            .multiply(BigInteger.valueOf(nanos))
            .divide(BigInteger.valueOf(SECOND));
    return refill.add(BigInteger.valueOf(rate));
  }

  @Test
  void neverWaitsTooShortNorMuchTooLong() {
    var random = new SplittableRandom(42);
    for (int i = 0; i < 300_000; i++) {
      var any = new TokenBucket();
      long rate = anyPositive(random);
      any.take(rate, Long.MAX_VALUE, 0);
      any.charge(random.nextBoolean() ? 0 : random.nextLong(1L << 32)); // owed
      long asked = random.nextLong(SECOND);
      long wanted = anyPositive(random);
      long wait = -any.look(rate, wanted, asked);
      if (wait > 2) {
        var what = "rate %d, wanted %d, asked at %d, told to wait %d";
        assertThat(any.look(rate, wanted, asked + wait - 3))
            .as(what, rate, wanted, asked, wait)
            .isNegative();
        assertThat(any.look(rate, wanted, asked + wait))
            .as(what, rate, wanted, asked, wait)
            .isPositive();
      }
    }
  }

  @Test
  void neverWaitsTooShortForADebtOfYears() {
    bucket.take(SECOND, Long.MAX_VALUE, now);
    bucket.charge(SECOND);
    bucket.look(3, 1, now);
    now += 2; // leaves a fraction of a token
    long wait = -bucket.look(3, 1, now);
    assertThat(bucket.look(3, 1, now + wait - 1)).isEqualTo(-1);
    assertThat(bucket.look(3, 1, now + wait)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 15, 999, 10_000, 1_000_000_007})
  void neverWaitsANanosecondTooLong(long rate) {
    bucket.take(rate, Long.MAX_VALUE, now);
    for (int i = 0; i < 1000; i++) {
      long wait = -bucket.take(rate, Long.MAX_VALUE, now);
      assertThat(bucket.take(rate, Long.MAX_VALUE, now + wait - 1)).isEqualTo(-1);
      now += wait;
      assertThat(bucket.take(rate, Long.MAX_VALUE, now)).isPositive();
    }
  }

  @Test
  void neverWaitsTooShortByAFractionOfANanosecond() {
    for (long rate : new long[] {10_000_000_019L, 1_000_000_000_039L, 1_000_000_000_000_000_009L}) {
      var modulus = BigInteger.valueOf(rate);
      // Of k times this many bytes the wait is whole nanoseconds and k / rate of one.
      BigInteger awkward = BigInteger.valueOf(SECOND).modInverse(modulus);
      for (long k = 1; k < 10_000; k++) {
        long wanted = awkward.multiply(BigInteger.valueOf(k)).mod(modulus).longValueExact();
        var emptied = new TokenBucket();
        emptied.take(rate, Long.MAX_VALUE, now);
        if (wanted <= rate / 10) {
          long wait = -emptied.look(rate, wanted, now);
          assertThat(emptied.look(rate, wanted, now + wait)).as("k = %d", k).isEqualTo(wanted);
        }
      }
    }
  }

  @Test
  void waitsNoLongerThanALongHolds() {
    bucket.take(7, 7, now);
    bucket.charge(1L << 50);
    assertThat(bucket.look(7, 1, now)).isEqualTo(-Long.MAX_VALUE);
  }

  private static long anyPositive(SplittableRandom random) {
    return 1 + (random.nextLong() >>> 1 + random.nextInt(63)) % Long.MAX_VALUE;
  }
}
