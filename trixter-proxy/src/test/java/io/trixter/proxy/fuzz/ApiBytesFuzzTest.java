package io.trixter.proxy.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.fuzz.Fuzzed;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever bytes come to the API's port: an answer from its table, or the end of the connection.
 */
class ApiBytesFuzzTest {
  /** The table, and what the JDK's server refuses by itself. */
  private static final List<Integer> KNOWN =
      List.of(
          100, 200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 411, 413, 414, 415, 422, 501, 503,
          505);

  private static final String[] WORDS = {
    "GET ",
    "HEAD ",
    "PATCH ",
    "POST ",
    "OPTIONS ",
    "PATCH /defaults/delay HTTP/1.1\r\n",
    "POST /connections/_all/shutdown HTTP/1.1\r\n",
    "GET /connections HTTP/1.1\r\n",
    "PATCH /connections/x/slice HTTP/1.0\r\n",
    "POST /proxies HTTP/1.1\r\n",
    "PATCH /proxies/p HTTP/1.1\r\n",
    "POST /proxies/p%2f/toxics HTTP/1.1\r\n",
    "POST /populate HTTP/1.1\r\n",
    "GET /version HTTP/1.0\r\n",
    "/",
    "//",
    "/health",
    "/metrics",
    "*",
    "mailto:x",
    "http://",
    "http://127.0.0.1/health",
    "?a=b",
    "#",
    "%",
    "%00",
    "%2e",
    "%zz",
    "\\",
    "|",
    "\0",
    " HTTP/1.1\r\n",
    " HTTP/1.0\r\n",
    " HTTP/9.9\r\n",
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    ":",
    "Host: 127.0.0.1\r\n",
    "Host: 127.0.0.1\r\n\r\n",
    "Host: evil\r\n",
    "Host:\r\n",
    "Host: [\r\n",
    "Host: [::1%25x]\r\n",
    "Host: [1.2.3.4]\r\n",
    "Origin: null\r\n",
    "Origin: http://127.0.0.1\r\n",
    "Authorization: Bearer \r\n",
    "Sec-Fetch-Site: cross-site\r\n",
    "User-Agent: Mozilla/5.0\r\n",
    "X-Trixter-Client: 1\r\n",
    "Content-Type: application/json\r\n",
    "Content-Type: ;\r\n",
    "Content-Type:\r\n",
    "Content-Length: 14\r\n",
    "Content-Length: 0\r\n",
    "Content-Length: -1\r\n",
    "Content-Length: x\r\n",
    "Content-Length: +2\r\n",
    "Content-Length: 9999999999999999999\r\n",
    "Content-Length:\r\n",
    "Content-Length: 1048577\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: gzip\r\n",
    "Expect: 100-continue\r\n",
    "Connection: close\r\n",
    "Connection: upgrade\r\n",
    " folded: header\r\n",
    "e\r\n",
    "0\r\n\r\n",
    "-1\r\n",
    "7fffffff\r\n",
    "ffffffffffffffff\r\n",
    "{\"delay_ms\":5}",
    "{\"size_bytes\":7}",
    "{\"name\":\"p\",\"upstream\":\"x:1\",\"enabled\":false}",
    "[null]",
    "{\"reason\":\"\\u0000\"}",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "null",
    "1e999",
    "\u00ff\u00fe",
    "\u00c0\u0080"
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
  Arbitrary<String> nearlyRequests() {
    Arbitrary<String> noise = Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(12);
    Arbitrary<String> word =
        Arbitraries.frequencyOf(Tuple.of(12, Arbitraries.of(WORDS)), Tuple.of(1, noise));
    Arbitrary<String> anything = word.list().ofMaxSize(12).map(words -> String.join("", words));
    Arbitrary<String> line =
        Arbitraries.of(WORDS).filter(each -> each.endsWith(" HTTP/1.1\r\n") && each.length() > 12);
    Arbitrary<String> proper =
        Combinators.combine(line, anything).as((first, rest) -> first + "Host: [::1]\r\n" + rest);
    Arbitrary<String> head =
        Arbitraries.of(WORDS)
            .filter(each -> each.endsWith("\r\n") && each.indexOf(':') > 1)
            .list()
            .uniqueElements()
            .ofMaxSize(5)
            .map(words -> String.join("", words));
    Arbitrary<String> whole =
        Combinators.combine(line, head, anything)
            .as(
                (first, headers, body) ->
                    first
                        + "Host: [::1]\r\nContent-Type: application/json\r\n"
                        + headers
                        + "\r\n"
                        + body);
    return Arbitraries.oneOf(anything, proper, whole);
  }

  @Fuzzed
  void answersFromItsTableOrClosesAndStaysHealthy(@ForAll("nearlyRequests") String request)
      throws IOException {
    String answer = api.exchange(request.getBytes(ISO_8859_1));

    assertThat(RawApi.statuses(answer)).as(answer).isSubsetOf(KNOWN);
    api.assertHealthy();
  }
}
