package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is let in, asked over the wire; the cases are in {@link AccessFilterTest}. */
class ApiAccessTest {
  @Test
  void keepsBrowsersOutBeforeAnythingElse() throws IOException {
    try (Lab lab = new Lab();
        Http http = new Http(lab.apiPort())) {
      http.raw("PATCH /nosuch HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n");
      assertThat(http.answer(true).status()).isEqualTo(403);

      http.raw("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil.example\r\n\r\n");
      Http.Answer answer = http.answer(true);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.headers()).doesNotContainKey("Access-Control-Allow-Origin");
    }
  }

  @Test
  void resetsNothingForAPageThatPostsAForm() throws IOException {
    try (Lab lab = new Lab();
        Socket client = lab.client();
        Http http = new Http(lab.apiPort())) {
      byte[] form = "{\"reason\":\"=\"}".getBytes(StandardCharsets.US_ASCII);
      String type = "Content-Length: " + form.length + "\r\nContent-Type: ";
      for (String sent : // the three types for which a browser does not ask first
          new String[] {
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
          }) {
        http.send("POST", "/connections/_all/shutdown", type + sent + "\r\n", form);
        assertThat(http.answer(true).status()).isEqualTo(415);
      }
      http.send("OPTIONS", "/connections/_all/shutdown", "", new byte[0]);
      assertThat(http.answer(true).headers().keySet())
          .noneMatch(name -> name.startsWith("Access-Control-"));
      assertThat(Lab.echo(client)).isPositive();
    }
  }

  @Test
  void keepsTheTokenOutOfWhatIsPrinted() {
    assertThat(new ApiOptions("s3cret", Set.of("a")))
        .hasToString("ApiOptions[token=set, hosts=[a]]");
    assertThat(new ApiOptions()).hasToString("ApiOptions[token=none, hosts=[]]");
  }

  @Test
  void asksForTheTokenEverywhereButAtHealth() throws IOException {
    try (Lab lab = new Lab(new ApiOptions("s3cret", Set.of()));
        Http http = new Http(lab.apiPort())) {
      assertThat(http.call("GET", "/health", "").status()).isEqualTo(200);
      Http.Answer refused = http.call("GET", "/nosuch", "");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.headers()).containsEntry("WWW-Authenticate", "Bearer");

      http.send("GET", "/connections", "Authorization: Bearer s3cret\r\n", new byte[0]);
      assertThat(http.answer(true).status()).isEqualTo(200);
    }
  }
}
