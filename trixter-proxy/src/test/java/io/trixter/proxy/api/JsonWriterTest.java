package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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

  @Test
  void writesASeedUnsigned() {
    assertThat(new JsonWriter().open().unsignedField("seed", -1).close())
        .hasToString("{\"seed\":18446744073709551615}");
  }
}
