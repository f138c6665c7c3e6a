package io.trixter.proxy.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {
  @Test
  void separatesMembersAndElements() {
    JsonWriter json = new JsonWriter().openArray();
    json.open().field("a", 1).field("b", 0.5).name("c").open().close().close();
    json.open().field("d", true).close().closeArray();

    assertThat(json).hasToString("[{\"a\":1,\"b\":0.5,\"c\":{}},{\"d\":true}]");
  }

  @Test
  void escapesQuotesControlsAndHalvesOfPairs() {
    assertThat(new JsonWriter().open().field("x", "\"\\\n\ud800é").close())
        .hasToString("{\"x\":\"\\\"\\\\\\u000a\\ud800é\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "0, 0",
    "-0.0, 0",
    "0.1, 0.1",
    "0.2, 0.2",
    "-1.5, -1.5",
    "5, 5",
    "0.33333334, 0.33333334",
    "1e-7, 1E-7",
    "1.17549435E-38, 1.1754944E-38",
    "3.4028235E38, 3.4028235E+38",
    "2E-3, 0.002"
  })
  void writesAFloatInItsShortestForm(float number, String text) {
    String json = new JsonWriter().open().field("x", (Number) number).close().toString();

    assertThat(json).isEqualTo("{\"x\":" + text + "}");
    assertThat(Float.parseFloat(text)).isEqualTo(number + 0.0f);
  }

  @Test
  void writesWhatAnAttributeMayBe() {
    JsonWriter json = new JsonWriter().open();
    json.field("a", (Number) Long.MAX_VALUE).field("b", (Number) 0.1).field("c", (Number) 2.0);

    assertThat(json.close()).hasToString("{\"a\":9223372036854775807,\"b\":0.1,\"c\":2}");
  }

  @Test
  void writesASeedUnsigned() {
    assertThat(new JsonWriter().open().unsignedField("seed", -1).close())
        .hasToString("{\"seed\":18446744073709551615}");
  }
}
