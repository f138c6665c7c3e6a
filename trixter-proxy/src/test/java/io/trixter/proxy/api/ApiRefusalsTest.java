package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.trixter.proxy.api.toxiproxy.ToxiproxyRoutes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals, and the order in which they are found. */
class ApiRefusalsTest {
  private Lab lab;

  @BeforeEach
  void start() throws IOException {
    lab = new Lab();
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET   | /nosuch                     | 404 | no such path",
        "GET   | /connections/               | 404 | no such path",
        "DELETE| /health                     | 405 | GET",
        "GET   | /connections/x              | 404 | connection not found",
        "GET   | /connections/x/delay        | 405 | PATCH",
        "PUT   | /connections/x/nosuch       | 404 | no such path"
      })
  void refusesWithAnErrorInJson(String method, String path, int status, String error)
      throws IOException {
    Http.Answer answer = lab.call(method, path, "");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
    assertThat(answer.body()).startsWith("{\"error\":\"").contains(error).endsWith("\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "delay       | {nope                   | 400",
        "delay       | {'delay_ms':-1}         | 422",
        "delay       | {'delay_ms':1}          | 404",
        "termination | {'probability_rate':9}  | 404",
        "corruption  | {'probability_rate':''} | 422",
        "shutdown    | {'reason':5}            | 422",
        "shutdown    | {'reason':'x','y':1}    | 422",
        "shutdown    | {'reason':'x'}          | 404"
      })
  void looksAtTheBodyBeforeTheConnection(String what, String body, int status) throws IOException {
    String method = what.equals("shutdown") ? "POST" : "PATCH";
    String path = "/connections/nosuch/" + what;

    assertThat(lab.call(method, path, body.replace('\'', '"')).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"_all", "open"})
  void refusesAProbabilityOutOfRangeAndSetsNothing(String id) throws IOException {
    try (Socket client = lab.client()) {
      String path = "/connections/" + (id.equals("open") ? lab.id(client) : id) + "/termination";

      Http.Answer answer = lab.call("PATCH", path, "{\"probability_rate\":1.5}");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body())
          .isEqualTo("{\"error\":\"invalid probability; must be between 0.0 and 1.0\"}");
      assertThat(lab.proxy.connection(lab.id(client)).knobs().upstream().termination().get())
          .isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json                  | 202",
        "Application/JSON; charset=utf-8   | 202",
        "application/json ;charset=UTF-8   | 202",
        "text/plain                        | 415",
        "application/jsonx                 | 415",
        "text/json                         | 415",
        "application/x-www-form-urlencoded | 415"
      })
  void takesNoOtherContentType(String type, int status) throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      byte[] body = "{\"delay_ms\":1}".getBytes(StandardCharsets.UTF_8);
      String headers = "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n";

      http.send("PATCH", "/defaults/delay", headers, body);

      assertThat(http.answer(true).status()).isEqualTo(status);
    }
  }

  @Test
  void looksAtTheContentTypeBeforeTheBody() throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      http.send("PATCH", "/defaults/delay", "Content-Length: 2\r\n", new byte[] {'{', '{'});

      assertThat(http.answer(true).status()).isEqualTo(415);
      assertThat(http.call("GET", "/health", "").body()).isEqualTo("ok");
    }
  }

  @Test
  void keepsTheConnectionAfterARefusal() throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      assertThat(http.call("PATCH", "/defaults/delay", "[]").status()).isEqualTo(422);
      assertThat(http.call("PATCH", "/nosuch", "{\"x\":1}").status()).isEqualTo(404);
      assertThat(http.call("PATCH", "/defaults/delay", "{\"delay_ms\":1}").status()).isEqualTo(202);
      assertThat(http.call("GET", "/health", "").status()).isEqualTo(200);
    }
  }

  @Test
  void hidesWhatBreaksBehindAnInternalError() throws IOException {
    Actions broken = new Actions(null, null); // as only a mistake of ours could make them
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        new ApiHandler(
            new AccessFilter(new ApiOptions()),
            new Router(broken, null),
            new ToxiproxyRoutes(null, null),
            lab.proxy.proxyHost().metrics()));
    server.start();
    try (Http http = new Http(server.getAddress().getPort())) {
      Http.Answer answer = http.call("GET", "/health", "");

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).isEqualTo("{\"error\":\"internal error\"}");
      assertThat(http.call("GET", "/proxies", "").body())
          .isEqualTo("{\"error\":\"internal error\",\"status\":500}\n");
    } finally {
      server.stop(0);
    }
  }
}
