package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds on every path of Toxiproxy's, and on no other. */
class ToxiproxyPathsTest {
  private Lab lab;

  @BeforeEach
  void start() throws IOException {
    lab = new Lab();
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  @Test
  void tellsAVersionThatClientsCanTakeApart() throws IOException {
    Http.Answer answer = lab.call("GET", "/version", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"version\": \"2.12.0\"}\n");
    assertThat(answer.headers())
        .containsEntry("Content-Type", "application/json;charset=utf-8")
        .hasEntrySatisfying("X-Trixter-Version", v -> assertThat(v).matches("\\d+\\.\\d+\\.\\d+.*"))
        .hasEntrySatisfying("X-Toxiproxy-Request-Id", id -> assertThat(id).matches("[0-9a-v]{20}"));
  }

  @Test
  void givesEachRequestAnIdOfItsOwn() throws IOException {
    String one = lab.call("GET", "/version", "").headers().get("X-Toxiproxy-Request-Id");

    assertThat(lab.call("GET", "/version", "").headers())
        .doesNotContainEntry("X-Toxiproxy-Request-Id", one);
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD, /version, GET",
    "POST, /version, GET",
    "GET, /reset, POST",
    "HEAD, /reset, POST"
  })
  void refusesAnotherMethodWithoutABody(String method, String path, String allowed)
      throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      http.send(method, path, "", new byte[0]);
      Http.Answer answer = http.answer(false);

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.headers())
          .containsEntry("Allow", allowed)
          .doesNotContainKey("Content-Type");
      assertThat(http.call("GET", "/version", "").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/version/",
    "/versions",
    "/reset/",
    "/reset/x",
    "/proxies/",
    "/populate/",
    "/proxies/x/y",
    "/proxies/x/toxics/",
    "/proxies//toxics",
    "/proxies/x/toxics/t/u",
    "/Version"
  })
  void answersAnUnknownPathAsTheRestOfTheApiDoes(String path) throws IOException {
    Http.Answer answer = lab.call("GET", path, "");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"error\":\"no such path\"}");
    assertThat(answer.headers()).doesNotContainKey("X-Toxiproxy-Request-Id");
  }

  @Test
  void refusesABrowserByALineOfText() throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      for (String path : new String[] {"/version", "/connections"}) {
        http.send("GET", path, "User-Agent: Mozilla/5.0 (X11)\r\n", new byte[0]);
        Http.Answer answer = http.answer(true);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("User agent not allowed\n");
        assertThat(answer.headers()).containsEntry("Content-Type", "text/plain; charset=utf-8");
      }
      http.send(
          "GET", "/version", "User-Agent: Mozilla/5.0\r\nX-Trixter-Client: 1\r\n", new byte[0]);
      assertThat(http.answer(true).status()).isEqualTo(200);
    }
  }

  @Test
  void putsTheStatusIntoEveryError() throws IOException {
    try (Lab guarded = new Lab(new ApiOptions("s3cret", Set.of()));
        Http http = new Http(guarded.apiPort())) {
      Http.Answer refused = http.call("GET", "/version", "");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.body())
          .isEqualTo(
              "{\"error\":\"Authorization: Bearer with the API's token is needed\","
                  + "\"status\":401}\n");
      assertThat(refused.headers())
          .containsEntry("Content-Type", "application/json")
          .containsEntry("WWW-Authenticate", "Bearer");
    }
  }

  @ParameterizedTest
  @CsvSource({"toxiproxy:8474, 200", "toxiproxy.chaos.svc:8474, 200", "evil.example:8474, 403"})
  void answersByANameThatNobodyCanRegister(String host, int status) throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      http.raw("GET /version HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

      assertThat(http.answer(true).status()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "{}", "nonsense"})
  void resetsWhateverTheBody(String body) throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      String headers = "Content-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n";
      http.send("POST", "/reset", headers, body.getBytes(StandardCharsets.US_ASCII));
      Http.Answer answer = http.answer(false);

      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.headers()).doesNotContainKey("Content-Type");
      assertThat(http.call("GET", "/version", "").status()).isEqualTo(200);
    }
  }
}
