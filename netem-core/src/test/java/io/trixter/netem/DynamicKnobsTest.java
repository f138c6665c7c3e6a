package io.trixter.netem;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.trixter.netem.kernel.Knob;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ranges of the knobs, and that every fault's own {@code set} keeps them. */
class DynamicKnobsTest {
  private final DynamicDuration duration = new DynamicDuration(ofMillis(25));
  private final DynamicRate rate = new DynamicRate(1000);
  private final DynamicSize size = new DynamicSize(512);
  private final DynamicProbability probability = new DynamicProbability(0.25);

  @Test
  void standWhereTheyWereSet() {
    duration.set(ofNanos(Long.MAX_VALUE));
    rate.set(Long.MAX_VALUE);
    size.set(Long.MAX_VALUE);
    probability.set(1.0);
    assertThat(duration.get()).isEqualTo(ofNanos(Long.MAX_VALUE));
    assertThat(rate.get()).isEqualTo(Long.MAX_VALUE);
    assertThat(size.get()).isEqualTo(Long.MAX_VALUE);
    assertThat(probability.get()).isEqualTo(1.0);
  }

  @Test
  void printWithTheirUnits() {
    assertThat(duration).hasToString("PT0.025S");
    assertThat(rate).hasToString("1000 B/s");
    assertThat(size).hasToString("512 B");
    assertThat(probability).hasToString("0.25");
  }

  @Test
  void takeMinusZeroAsZero() {
    probability.set(-0.0);
    assertThat(Double.doubleToRawLongBits(probability.get())).isZero();
    assertThat(new DynamicProbability(-0.0)).hasToString("0.0");
  }

  @Test
  void takeTheSmallestProbabilityAsOn() {
    probability.set(Double.MIN_VALUE);
    assertThat(RuleHarness.of(new Terminator(probability)).writing().isOff()).isFalse();
  }

  static Stream<Duration> badDurations() {
    return Stream.of(
        ofNanos(-1),
        ofSeconds(Long.MIN_VALUE),
        ofNanos(Long.MAX_VALUE).plusNanos(1),
        ofDays(365 * 300),
        ofSeconds(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @MethodSource("badDurations")
  void refuseADurationOutOfRangeNamingItAndTheRange(Duration bad) {
    var reader = new DelayedReader(duration);
    var writer = new DelayedWriter(duration);
    Stream.<Runnable>of(
            () -> duration.set(bad),
            () -> reader.set(bad),
            () -> writer.set(bad),
            () -> new DynamicDuration(bad),
            () -> new DelayedReader(bad),
            () -> new DelayedWriter(bad))
        .forEach(
            set ->
                assertThatIllegalArgumentException()
                    .isThrownBy(set::run)
                    .withMessage(
                        "duration must be between 0 and 9223372036854775807 ns (got %s)", bad));
    assertThat(duration.get()).isEqualTo(ofMillis(25));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void refuseANegativeRateNamingItAndTheRange(long bad) {
    List<LongConsumer> setters =
        List.of(
            rate::set,
            new ThrottledReader(rate)::set,
            new ThrottledWriter(rate)::set,
            DynamicRate::new,
            ThrottledReader::new,
            ThrottledWriter::new);
    for (LongConsumer set : setters) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> set.accept(bad))
          .withMessage("bytes per second must be between 0 and 9223372036854775807 (got %d)", bad);
    }
    assertThat(rate.get()).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void refuseANegativeSizeNamingItAndTheRange(long bad) {
    List<LongConsumer> setters =
        List.of(size::set, new SlicedWriter(size)::set, DynamicSize::new, SlicedWriter::new);
    for (LongConsumer set : setters) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> set.accept(bad))
          .withMessage("size must be between 0 and 9223372036854775807 (got %d)", bad);
    }
    assertThat(size.get()).isEqualTo(512);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        -0.1,
        -Double.MIN_VALUE,
        1.0000000000000002,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      })
  void refuseAProbabilityOutOfRangeNamingItAndTheRange(double bad) {
    List<DoubleConsumer> setters =
        List.of(
            probability::set,
            new Corrupter(probability)::set,
            new Terminator(probability)::set,
            DynamicProbability::new,
            Corrupter::new,
            Terminator::new);
    for (DoubleConsumer set : setters) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> set.accept(bad))
          .withMessage("probability must be between 0.0 and 1.0 (got " + bad + ")");
    }
    assertThat(probability.get()).isEqualTo(0.25);
  }

  @Test
  void refuseNullAndStayWhereTheyWere() {
    Stream.<Runnable>of(
            () -> duration.set(null),
            () -> new DelayedReader(duration).set(null),
            () -> new DelayedWriter(duration).set(null),
            () -> new DynamicDuration((Knob) null),
            () -> new DynamicRate(null),
            () -> new DynamicSize(null),
            () -> new DynamicProbability(null),
            () -> new DelayedReader((Duration) null),
            () -> new DelayedReader((DynamicDuration) null),
            () -> new DelayedWriter((DynamicDuration) null),
            () -> new ThrottledReader(null),
            () -> new ThrottledWriter(null),
            () -> new SlicedWriter(null),
            () -> new Corrupter(null),
            () -> new Corrupter(null, 42),
            () -> new Terminator(null),
            () -> new Terminator(null, 42))
        .forEach(set -> assertThatNullPointerException().isThrownBy(set::run));
    assertThat(duration.get()).isEqualTo(ofMillis(25));
  }

  @Test
  void areTurnedByTheFaultsOwnSet() {
    new DelayedWriter(duration).set(ofMillis(1));
    new ThrottledReader(rate).set(2);
    new SlicedWriter(size).set(3);
    new Corrupter(probability).set(0.5);
    assertThat(duration.get()).isEqualTo(ofMillis(1));
    assertThat(rate.get()).isEqualTo(2);
    assertThat(size.get()).isEqualTo(3);
    assertThat(probability.get()).isEqualTo(0.5);
  }
}
