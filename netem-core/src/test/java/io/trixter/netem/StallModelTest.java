package io.trixter.netem;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trixter.netem.kernel.RandomSource;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a {@link Stall} loses as many segments as the model says, in runs as long as it says. */
class StallModelTest {
  private static final Percentage FIVE_PERCENT = Percentage.withPercentage(5);
  private static final long RTO = 200_000_000;

  private static LossModel run(double probability, long burst, long seed, long segments) {
    Stall stall = new Stall(probability, seed).burst(burst).rto(ofMillis(200));
    return LossModel.of(stall.rules(new RandomSource(seed, 0, "Stall")).writing(), segments, RTO);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42, 1234567, -1, Long.MIN_VALUE})
  void losesEachSegmentForItselfWithoutBursts(long seed) {
    LossModel model = run(0.05, 1, seed, 1_000_000);
    assertThat(model.segments()).isEqualTo(1_000_000);
    assertThat(model.share()).isCloseTo(0.05, FIVE_PERCENT);
    assertThat(model.meanRun()).isCloseTo(1 / 0.95, FIVE_PERCENT);
    assertThat(model.shareOfRetransmissions()).isCloseTo(0.05, FIVE_PERCENT);
    assertThat(model.wrongPauses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42, 1234567, -1, Long.MIN_VALUE})
  void losesFourInARowOnAverage(long seed) {
    LossModel model = run(0.05, 4, seed, 1_000_000);
    assertThat(model.share()).isCloseTo(0.05, FIVE_PERCENT);
    assertThat(model.meanRun()).isCloseTo(4, FIVE_PERCENT);
    assertThat(model.shareOfRetransmissions()).isCloseTo(0.05, FIVE_PERCENT);
    assertThat(model.wrongPauses()).isEmpty();
  }

  @Test
  void aHighProbabilityMakesLongerRuns() {
    LossModel model = run(0.9, 4, 42, 100_000);
    assertThat(model.share()).isCloseTo(0.9, within(0.01));
    assertThat(model.meanRun()).isCloseTo(9, FIVE_PERCENT);
  }

  @Test
  void aRunOfLossesMayBeAsLongAsAnyNumber() {
    assertThat(run(0.5, Long.MAX_VALUE, 3, 10_000).share()).isIn(0.0, 1.0);
  }
}
