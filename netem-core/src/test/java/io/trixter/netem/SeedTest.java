package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeedTest {
  @Test
  void takesAll64BitsUnsigned() {
    assertThat(Seed.parse("0")).isZero();
    assertThat(Seed.parse("42")).isEqualTo(42);
    assertThat(Seed.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(Seed.parse("9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(Seed.parse("18446744073709551615")).isEqualTo(-1);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "-1", "18446744073709551616", "1.5", "0x2a", "4 2", "many"})
  void refusesWhatIsNoSeedNamingThePropertyTheRangeAndTheValue(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Seed.parse(text))
        .withMessage("-Dnetem.seed must be between 0 and 18446744073709551615 (got " + text + ")");
  }

  @Test
  void isOneForTheWholeRun() {
    assertThat(Seed.ofRun()).isEqualTo(Seed.ofRun());
  }
}
