package io.trixter.proxy.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attribute takes, and what its knob then holds. */
class AttributeTest {
  private static final Attribute TIME = Attribute.millis("time", "a time");
  private static final Attribute SHARE = Attribute.fraction("share", "a fraction");
  private static final Attribute CODE = Attribute.count("code", "a byte").within(1, 127, 33);

  @Test
  void wholeNumbersAreTakenHoweverTheyAreWritten() {
    assertThat(TIME.check(100)).isEqualTo(100L);
    assertThat(TIME.check(100.0)).isEqualTo(100L);
    assertThat(TIME.check(new BigDecimal("1e3"))).isEqualTo(1000L);
    assertThat(TIME.check(BigInteger.valueOf(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "9223372036854775808", "-9223372036854775809", "1e99", "1e-99"})
  void whatIsNotAWholeNumberOf64BitsIsRefused(String number) {
    BigDecimal value = new BigDecimal(number);
    assertThatThrownBy(() -> TIME.check(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "time must be whole ms between -9223372036854775808 and 9223372036854775807"
                + " (got "
                + value
                + ")");
  }

  @Test
  void aRefusalNamesTheUnitInAscii() {
    Attribute pause = Attribute.micros("pause", "").within(0, 9, 0);
    assertThat(pause.range()).isEqualTo("whole microseconds between 0 and 9");
    assertThatThrownBy(() -> pause.parse("3s"))
        .hasMessage("pause must be whole microseconds between 0 and 9 (got 3s)");
    assertThatThrownBy(() -> Attribute.bytes("size", "").within(0, 9, 0).check(0.5))
        .hasMessage("size must be whole bytes between 0 and 9 (got 0.5)");
  }

  @Test
  void whatIsNotANumberIsRefused() {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> TIME.check(value)).hasMessageEndingWith("(got " + value + ")");
      assertThatThrownBy(() -> SHARE.check(value)).hasMessageEndingWith("(got " + value + ")");
    }
  }

  @Test
  void fractionsAreDoublesInTheirRange() {
    assertThat(SHARE.check(1)).isEqualTo(1.0);
    assertThat(SHARE.check(0.25f)).isEqualTo(0.25);
    assertThatThrownBy(() -> SHARE.check(-0.1))
        .hasMessage("share must be between 0.0 and 1.0 (got -0.1)");
  }

  @Test
  void oneThatToxiproxyDoesNotHaveIsAnsweredOnlyWhereItIsNotItsDefault() {
    assertThat(CODE.isAnsweredAt(33)).isTrue();
    assertThat(CODE.extra().isAnsweredAt(33)).isFalse();
    assertThat(CODE.extra().isAnsweredAt(34)).isTrue();
    assertThat(CODE.extra().within(1, 127, 34).isAnsweredAt(34)).isFalse();
    assertThat(SHARE.extra().isAnsweredAt(-0.0)).isFalse();
    assertThat(CODE.extra().check(127)).isEqualTo(127L);
  }

  @Test
  void aRangeIsKeptToAndHasItsDefaultInside() {
    assertThat(CODE.defaultValue()).isEqualTo(33L);
    assertThat(CODE.check(127)).isEqualTo(127L);
    assertThatThrownBy(() -> CODE.check(0))
        .hasMessage("code must be a whole number between 1 and 127 (got 0)");
    assertThatThrownBy(() -> TIME.within(1, 5, 9)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5000000",
    "0, 0",
    "-1, 0",
    "-9223372036854775808, 0",
    "9223372036854, 9223372036854000000",
    "9223372036855, 9223372036854775807",
    "9223372036854775807, 9223372036854775807"
  })
  void aKnobHoldsNanosecondsFromZeroUp(long millis, long nanos) {
    assertThat(TIME.internal(millis)).isEqualTo(nanos);
  }

  @Test
  void aKnobHoldsTheSmallerUnit() {
    assertThat(Attribute.micros("a", "").internal(7L)).isEqualTo(7000);
    assertThat(Attribute.kilobytesPerSecond("a", "").internal(7L)).isEqualTo(7000);
    assertThat(Attribute.bytes("a", "").internal(7L)).isEqualTo(7);
    assertThat(SHARE.internal(0.5)).isEqualTo(Double.doubleToLongBits(0.5));
    assertThat(SHARE.internal(-0.0)).isZero();
  }

  @Test
  void aDurationHasToBeAMultipleOfTheUnit() {
    assertThat(TIME.of(Duration.ofSeconds(2))).isEqualTo(2000L);
    assertThatThrownBy(() -> TIME.of(Duration.ofNanos(1_500_000)))
        .hasMessage("time must be whole ms between PT0S and PT2562047H47M16.854S (got PT0.0015S)");
    assertThatThrownBy(() -> TIME.of(Duration.ofMillis(-1)))
        .hasMessageEndingWith("(got PT-0.001S)");
    assertThatThrownBy(() -> TIME.of(Duration.ofSeconds(Long.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SHARE.of(Duration.ofMillis(1)))
        .hasMessage("share is not a time (got PT0.001S)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 1", "1d", "0x1", "NaN", "१", "1-", "--1", "1e", "1e99999999999"})
  void textThatIsNoNumberIsRefused(String text) {
    assertThatThrownBy(() -> TIME.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("time must be")
        .hasMessageEndingWith("(got " + text + ")");
  }
}
