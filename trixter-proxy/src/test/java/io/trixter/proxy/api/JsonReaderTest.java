package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trixter.proxy.api.http.ApiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  @Test
  void readsScalarsOfAnObject() {
    JsonFields fields = read("{\"a\":5,\"b\":\"x\",\"c\":true,\"d\":0.5}");

    assertThat(fields.size("a")).isEqualTo(5);
    assertThat(fields.string("b")).isEqualTo("x");
    assertThat(fields.bool("c")).isTrue();
    assertThat(fields.number("d")).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{nope",
        "{",
        "{\"a\":1",
        "{\"a\":1} x",
        "{\"a\":1}{}",
        "{\"a\":1,}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "nul",
        "[1",
        "{\"a\":1}]",
        "/**/{}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\u0001\"}",
        "5 5",
        "{\"a\":[1,}"
      })
  void refusesWhatIsNotOneJsonTextWith400(String text) {
    assertRefused(text, 400, "body is not JSON");
  }

  @Test
  void saysWhereTheTextBreaks() {
    assertThat(refusal("{\"a\":1,\n  oops}").getMessage()).contains("line 2, column");
  }

  @Test
  void refusesBytesThatAreNotUtf8With400() {
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () -> JsonReader.read(new byte[] {'{', '"', (byte) 0xff, '"', '}'}));

    assertThat(refusal.answer().status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "5", "\"x\"", "null", "true", "[{\"a\":1}]"})
  void refusesWhatIsNoObjectWith422(String text) {
    assertRefused(text, 422, "must be a JSON object");
  }

  @Test
  void refusesARepeatedFieldWith422() {
    assertRefused("{\"a\":1,\"a\":1}", 422, "repeated field a");
  }

  @Test
  void findsTheSyntaxErrorBehindAnInvalidField() {
    assertRefused("{\"a\":1,\"a\":2} x", 400, "body is not JSON");
    assertRefused("[] x", 400, "body is not JSON");
  }

  @Test
  void takesNumbersAndNamesOfAnyLength() {
    String digits = "9".repeat(100_000);

    assertThat(read("{\"a\":" + digits + "}").number("a")).isInfinite();
    assertRefused("{\"" + digits + "\":1,\"" + digits + "\":1}", 422, "repeated field 999");
  }

  private static JsonFields read(String text) {
    return JsonReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ApiException refusal(String text) {
    return catchThrowableOfType(ApiException.class, () -> read(text));
  }

  private static void assertRefused(String text, int status, String message) {
    ApiException refusal = refusal(text);
    assertThat(refusal).as(text).isNotNull().hasMessageContaining(message);
    assertThat(refusal.answer().status()).as(text).isEqualTo(status);
  }
}
