package io.trixter.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class LogTextTest {
  private static final String ESCAPED = "a\\nb\\rc\\td\\\\e\\u0000\\u001b\\u2028";

  @Test
  void escapesWhatCannotBePrinted() {
    assertThat(LogText.of("a\nb\rc\td\\e\u0000\u001b\u2028")).isEqualTo(ESCAPED);
  }

  @Test
  void escapesInAsciiDigitsInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(LogText.of("a\nb\rc\td\\e\u0000\u001b\u2028")).isEqualTo(ESCAPED);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void cutsALongText() {
    assertThat(LogText.of("x".repeat(2_000))).isEqualTo("x".repeat(1_024));
  }
}
