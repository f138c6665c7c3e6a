package io.trixter.proxy.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.fuzz.Fuzzed;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever bytes Toxiproxy's paths get as a body: never an internal error. */
class ToxiproxyBodiesFuzzTest {
  private static final List<Integer> KNOWN = List.of(200, 201, 204, 400, 404, 405, 409);

  private static final String[] PATHS = {
    "POST /proxies",
    "POST /proxies/p",
    "PATCH /proxies/p",
    "POST /proxies/p/toxics",
    "PATCH /proxies/p/toxics/t",
    "POST /populate",
    "POST /reset",
    "DELETE /proxies/p/toxics/t",
    "DELETE /proxies/p",
    "PUT /proxies"
  };

  private static final String[] WORDS = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "false",
    "\"",
    "\\u0000",
    "\\ud800",
    "\\",
    "\"name\":",
    "\"NAME\":",
    "\"p\"",
    "\"t\"",
    "\"\"",
    "\"upstream\":",
    "\"enabled\":false",
    "\"listen\":\"127.0.0.1:0\"",
    "\"type\":\"latency\"",
    "\"type\":\"noop\"",
    "\"stream\":",
    "\"toxicity\":",
    "\"attributes\":",
    "{\"latency\":",
    "{\"jitter\":1}",
    "0",
    "-1",
    "1.5",
    "1e400",
    "-1e-99999999999",
    "1E3",
    "9223372036854775808",
    "-9223372036854775808",
    "{\"name\":\"p\",\"upstream\":\"127.0.0.1:1\",\"enabled\":false}",
    "{\"name\":\"t\",\"type\":\"noop\"}",
    " ",
    "\n",
    "\u00ff\u00fe",
    "\u00ef\u00bb\u00bf"
  };

  private static RawApi api;

  @BeforeContainer
  static void open() throws IOException {
    api = new RawApi();
  }

  @AfterContainer
  static void close() throws IOException {
    api.close();
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(PATHS);
  }

  @Provide
  Arbitrary<String> bodies() {
    Arbitrary<String> words =
        Arbitraries.of(WORDS).list().ofMaxSize(14).map(each -> String.join("", each));
    Arbitrary<String> noise = Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(40);
    return Arbitraries.oneOf(words, noise, words.map(each -> "{" + each + "}"));
  }

  @Fuzzed
  void neverFails(@ForAll("paths") String path, @ForAll("bodies") String body) throws IOException {
    String[] request = path.split(" ");

    String answer = api.call(request[0], request[1], "", body.getBytes(ISO_8859_1));

    assertThat(RawApi.statuses(answer)).as(answer).hasSize(1).isSubsetOf(KNOWN);
  }

  @Fuzzed
  void takesAnyNameAndFindsItAgain(@ForAll String name) throws IOException {
    if (name.isEmpty()) {
      return;
    }
    StringBuilder json = new StringBuilder();
    name.chars().forEach(c -> json.append("\\u%04x".formatted(c)));
    String body = "{\"name\":\"" + json + "\",\"upstream\":\"x:1\",\"enabled\":false}";
    StringBuilder path = new StringBuilder("/proxies/");
    for (byte each : name.getBytes(UTF_8)) {
      path.append("%%%02X".formatted(each));
    }
    boolean whole = new String(name.getBytes(UTF_8), UTF_8).equals(name); // no half of a pair

    int status = RawApi.statuses(api.call("POST", "/proxies", "", body.getBytes(UTF_8))).get(0);

    assertThat(status).isIn(201, 400, 409);
    if (whole) {
      assertThat(RawApi.statuses(api.call("DELETE", path.toString(), "", new byte[0])))
          .containsExactly(204);
    }
  }
}
