package io.trixter.proxy.api.toxiproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trixter.proxy.api.http.JsonProblem;
import io.trixter.proxy.fault.Attribute;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON as Toxiproxy's clients write it, and as none of them does. */
class LenientJsonTest {
  @Test
  void givesNamesInLowerCaseInTheOrderOfTheText() throws JsonProblem {
    List<String> names = new ArrayList<>();

    LenientJson.read(
        bytes("{\"Name\":1,\"name\":[2,{\"x\":3}],\"NAME\":null}"),
        json -> {
          json.members(
              "it",
              name -> {
                names.add(name);
                json.skip();
              });
          return null;
        });

    assertThat(names).containsExactly("name", "name", "name");
  }

  @Test
  void replacesHalvesOfSurrogatePairs() throws JsonProblem {
    String text = "\"\\ud800a\\ude00\\ud83d\\ude00\\ud83d\"";
    assertThat(LenientJson.<String>read(bytes(text), json -> json.text("x", null)))
        .isEqualTo("\ufffda\ufffd\ud83d\ude00\ufffd");
  }

  @Test
  void takesNullForNothing() throws JsonProblem {
    assertThat(LenientJson.<String>read(bytes("null"), json -> json.text("x", "as it was")))
        .isEqualTo("as it was");
    assertThat(LenientJson.<Boolean>read(bytes("null"), json -> json.bool("x", true))).isTrue();
    assertThat(LenientJson.<Float>read(bytes("null"), json -> json.real("x", 2f))).isEqualTo(2f);
    assertThat(
            LenientJson.<Boolean>read(
                bytes("null"),
                json -> {
                  json.members("x", name -> json.skip());
                  return true;
                }))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "5                     | 5",
        "-5                    | -5",
        "100.0                 | 100",
        "1e3                   | 1000",
        "0.1e1                 | 1",
        "9223372036854775807   | 9223372036854775807",
        "-9223372036854775808  | -9223372036854775808",
        "9007199254740993.0    | 9007199254740993",
        "0e5                   | 0"
      })
  void takesWholeNumbersAsIntegersHoweverTheyAreWritten(String text, long number)
      throws JsonProblem {
    assertThat(loose(text).number()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        "1e30",
        "1e999",
        "-1e999999999999999999",
        "1e-999999999999999999",
        "9223372036854775808",
        "0.5e-2000000000"
      })
  void takesOtherNumbersAsTheyAre(String text) throws JsonProblem {
    assertThat(loose(text).number()).isEqualTo(Double.parseDouble(text));
  }

  @Test
  void takesNumbersOfAnyLength() throws JsonProblem {
    assertThat(loose("9".repeat(100_000)).number()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"'text' | \"text\"", "true   | true", "[1]    | an array", "{}     | an object"})
  void saysWhatItGotInsteadOfANumber(String text, String got) throws JsonProblem {
    LenientJson.Loose loose = loose(text.replace('\'', '"'));
    Attribute rate = Attribute.kilobytesPerSecond("rate", "").within(1, 9, 1);

    assertThat(loose.number()).isNull();
    assertThat(catchThrowableOfType(JsonProblem.class, () -> loose.as(rate)).placed())
        .isEqualTo("rate must be whole kB/s between 1 and 9 (got " + got + ") at line 1, column 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "5      | x must be a string (got 5)",
        "[]     | x must be a string (got an array)",
        "{}     | x must be a string (got an object)",
        "false  | x must be a string (got false)"
      })
  void refusesWhatIsNoString(String text, String message) {
    assertThat(problem(text, json -> json.text("x", ""))).hasMessage(message);
  }

  @Test
  void refusesOtherWrongTypes() {
    assertThat(problem("\"yes\"", json -> json.bool("x", null)))
        .hasMessage("x must be true or false (got \"yes\")");
    assertThat(problem("\"1\"", json -> json.real("x", null)))
        .hasMessage("x must be a number (got \"1\")");
    assertThat(problem("1e39", json -> json.real("x", null)))
        .hasMessage("x must be a number of 32 bits (got 1e39)");
    assertThat(problem("[]", json -> refusedMembers(json)))
        .hasMessage("x must be an object (got an array)");
    assertThat(problem("null", json -> refusedElements(json)))
        .hasMessage("x must be an array (got null)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "{", "nonsense", "{\"a\":}", "[1", "\"\\x\"", "{\"a\" 1}"})
  void saysThatATextIsNoJsonAndWhere(String text) {
    JsonProblem problem =
        catchThrowableOfType(
            JsonProblem.class,
            () ->
                LenientJson.read(
                    bytes(text),
                    json -> {
                      json.skip();
                      return null;
                    }));

    assertThat(problem).as(text).isNotNull();
    assertThat(problem.line()).isEqualTo(1);
  }

  @Test
  void namesTheLineOfBytesThatAreNotUtf8() {
    byte[] text = {'[', '\n', ' ', (byte) 0xff};

    JsonProblem problem =
        catchThrowableOfType(JsonProblem.class, () -> LenientJson.read(text, json -> null));

    assertThat(problem.placed()).isEqualTo("not UTF-8 at line 2, column 2");
  }

  @Test
  void refusesToNestWithoutEnd() {
    assertThat(problem("[".repeat(100_000), LenientJsonTest::skipped)).isNotNull();
  }

  @Test
  void ignoresWhatFollowsUnlessToldToReadTheOnlyValue() throws JsonProblem {
    byte[] two = bytes("{} x");

    assertThat(LenientJson.<Boolean>read(two, LenientJsonTest::skipped)).isTrue();
    assertThat(
            catchThrowableOfType(
                JsonProblem.class, () -> LenientJson.readOnly(two, LenientJsonTest::skipped)))
        .isNotNull();
  }

  private static boolean skipped(LenientJson json) throws java.io.IOException {
    json.skip();
    return true;
  }

  private static Object refusedMembers(LenientJson json) throws java.io.IOException, JsonProblem {
    json.members("x", name -> json.skip());
    return null;
  }

  private static Object refusedElements(LenientJson json) throws java.io.IOException, JsonProblem {
    json.elements("x", json::skip);
    return null;
  }

  private static LenientJson.Loose loose(String text) throws JsonProblem {
    return LenientJson.read(bytes(text), LenientJson::loose);
  }

  private static JsonProblem problem(String text, LenientJson.Taker<Object> taker) {
    return catchThrowableOfType(JsonProblem.class, () -> LenientJson.read(bytes(text), taker));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
