package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send too much, or never all of it. */
class ApiPatienceTest {
  private static final String JSON = "Content-Type: application/json\r\n";

  private final List<Http> open = new ArrayList<>();
  private Lab lab;

  @BeforeEach
  void start() throws IOException {
    lab = new Lab();
  }

  @AfterEach
  void stop() throws IOException {
    for (Http http : open) {
      http.close();
    }
    lab.close();
  }

  @Test
  void refusesALargeBodyBeforeItIsSent() throws IOException {
    Http http = http();

    http.send("PATCH", "/defaults/delay", JSON + "Content-Length: 1048577\r\n", new byte[0]);

    assertThat(http.answer(true).status()).isEqualTo(413);
    assertThat(http.isEnded()).isTrue();
  }

  @Test
  void letsTheSenderOfALargeBodySeeTheRefusal() throws IOException {
    Http http = http();
    byte[] body = new byte[8 << 20];

    http.send("PATCH", "/defaults/delay", JSON + "Content-Length: " + body.length + "\r\n", body);

    assertThat(http.answer(true).status()).isEqualTo(413);
  }

  @Test
  void refusesALargeBodyThatComesInChunks() throws IOException {
    Http http = http();
    http.send("PATCH", "/defaults/delay", JSON + "Transfer-Encoding: chunked\r\n", new byte[0]);

    for (int i = 0; i < 33; i++) {
      http.raw("8000\r\n" + " ".repeat(0x8000) + "\r\n");
    }

    assertThat(http.answer(true).status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /", "GET /health HTTP/1.1\r\nHost: ", "GET / HTTP/1.1\r\na: b\r\nc"})
  void closesOnAHeadOfMoreThan64KiB(String start) throws IOException {
    Http http = http();

    http.raw(start + "x".repeat(70_000));

    assertThat(http.isEnded()).isTrue();
    assertThat(lab.call("GET", "/health", "").body()).isEqualTo("ok");
  }

  @Test
  void takesABodyOfTheGreatestSize() throws IOException {
    String json = "{\"delay_ms\":5}";

    assertThat(lab.call("PATCH", "/defaults/delay", " ".repeat((1 << 20) - 14) + json).status())
        .isEqualTo(202);
    assertThat(lab.call("PATCH", "/defaults/delay", " ".repeat((1 << 20) - 13) + json).status())
        .isEqualTo(413);
  }

  @Test
  void answersARefusalBeforeTheBodyIsThereAndAllOfItAfterwards() throws IOException {
    Http http = http();
    http.send("PATCH", "/nosuch", JSON + "Content-Length: 500000\r\n", new byte[0]);
    assertThat(http.answer(true).status()).isEqualTo(404);

    http.raw("x".repeat(500_000));

    assertThat(http.call("GET", "/health", "").body()).isEqualTo("ok");
  }

  @Test
  void servesOthersWhileMoreClientsBlockThanThereAreThreads() throws IOException {
    for (int i = 0; i < 300; i++) {
      Http headless = http();
      headless.raw("GET /health HTTP/1.1\r\nHost: ");
      Http bodiless = http();
      bodiless.send("PATCH", "/defaults/delay", JSON + "Content-Length: 14\r\n", new byte[] {'{'});
    }

    assertThat(lab.call("GET", "/health", "").body()).isEqualTo("ok");
    assertThat(lab.call("PATCH", "/defaults/delay", "{\"delay_ms\":5}").status()).isEqualTo(202);
  }

  private Http http() throws IOException {
    Http http = new Http(lab.apiPort());
    open.add(http);
    return http;
  }
}
