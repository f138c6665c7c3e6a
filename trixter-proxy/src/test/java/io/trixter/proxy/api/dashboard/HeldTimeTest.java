package io.trixter.proxy.api.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Mean times of what is held, in virtual time, from samples each 50 ms. */
class HeldTimeTest {
  private static final int STEP = 50; // milliseconds

  private final HeldTime time = new HeldTime(0, 0, 0);
  private long now; // milliseconds
  private long arrived;
  private long left;

  private void sample(long arriving, long leaving) {
    now += STEP;
    arrived += arriving;
    left += leaving;
    time.sample(now * 1_000_000, arrived, arrived - left);
  }

  /** Samples so many times, while so much arrives and leaves each time. */
  private void samples(int times, long arriving, long leaving) {
    for (int i = 0; i < times; i++) {
      sample(arriving, leaving);
    }
  }

  @Test
  void isNothingWhileNothingPasses() {
    samples(20, 0, 0);

    assertThat(time.millis()).isZero();
  }

  @Test
  void isNothingWhenAllPassesAtOnce() {
    samples(20, 1000, 1000);

    assertThat(time.millis()).isZero();
  }

  @Test
  void isNothingWhileBytesThatWereCountedAsHeldBeforeTheyArrivedStay() {
    sample(1000, -100); // 100 more were held by the time that what is held was counted
    assertThat(time.millis()).isZero();

    sample(100, 100);
    assertThat(time.millis()).isZero();
  }

  @Test
  void isTheDelayOfASteadyFlowFromTheFirstByteThatLeaves() {
    samples(20, 1000, 0);
    assertThat(time.millis()).isZero();

    samples(20, 1000, 1000);
    assertThat(time.millis()).isEqualTo(1000, within(1.0));
    samples(20, 1000, 1000);
    assertThat(time.millis()).isEqualTo(1000, within(1.0));
  }

  @Test
  void isTheDelayOfOneMessageThatIsHeldForMoreThanASecond() {
    sample(100, 0);
    samples(19, 0, 0);
    assertThat(time.millis()).isZero();
    samples(20, 0, 0);
    assertThat(time.millis()).isZero();

    sample(0, 100);
    samples(19, 0, 0);
    assertThat(time.millis()).isEqualTo(2000, within(1.0));
    samples(20, 0, 0);
    assertThat(time.millis()).isZero();
  }

  @Test
  void isTheMeanOfMessagesThatAreHeldDifferently() {
    sample(100, 0);
    samples(1, 0, 0);
    sample(0, 100); // 100 ms
    sample(300, 0);
    samples(5, 0, 0);
    sample(0, 300); // 300 ms

    assertThat(time.millis()).isEqualTo(250, within(1.0));
  }

  @Test
  void forgetsWhatADropHasTakenAway() {
    sample(100, 0);
    samples(39, 0, 0);
    time.millis();
    sample(0, 100); // dropped, or gone with its connection: nobody can tell
    samples(19, 0, 0);
    time.millis();
    samples(20, 1000, 1000);

    assertThat(time.millis()).isZero();
  }

  @Test
  void staysSmallWhenMuchIsHeldForLong() {
    samples(40_000, 1, 0); // half an hour
    time.millis();
    samples(20, 1, 1);

    assertThat(time.millis()).isBetween(60_000.0, 2_000_000.0);
  }

  @Test
  void beginsWithWhatIsThere() {
    HeldTime late = new HeldTime(0, 5000, 1000);
    late.sample(500_000_000, 5000, 1000);
    late.sample(1_000_000_000, 5000, 1000);
    assertThat(late.millis()).isZero();
    late.sample(1_000_000_001, 5000, 0);

    assertThat(late.millis()).isEqualTo(1000, within(1.0));
  }
}
