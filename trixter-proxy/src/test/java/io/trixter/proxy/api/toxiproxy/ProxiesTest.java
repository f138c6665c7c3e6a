package io.trixter.proxy.api.toxiproxy;

import static io.trixter.proxy.api.toxiproxy.Server.accepts;
import static io.trixter.proxy.api.toxiproxy.Server.assertError;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FreePort;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.api.Http;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies created, shown, changed and deleted as Toxiproxy's clients do it. */
class ProxiesTest {
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server = new Server();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void hasNoneAtFirst() throws IOException {
    Http.Answer answer = server.call("GET", "/proxies", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}");
    assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
  }

  @Test
  void createsOneThatListensWhenTheAnswerComes() throws IOException {
    Http.Answer answer =
        server.call(
            "POST", "/proxies", "{'name':'p','listen':'127.0.0.1:0','upstream':'localhost:6379'}");

    String listen = server.host.proxy("p").listen();
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo(
            "{\"name\":\"p\",\"listen\":\""
                + listen
                + "\",\"upstream\":\"localhost:6379\",\"enabled\":true,\"toxics\":[]}");
    assertThat(listen).matches("127\\.0\\.0\\.1:[1-9]\\d*");
    assertThat(accepts(listen)).isTrue();
    assertThat(server.call("GET", "/proxies/p", "").body()).isEqualTo(answer.body());
    assertThat(server.call("GET", "/proxies", "").body())
        .isEqualTo("{\"p\":" + answer.body() + "}");
  }

  @Test
  void listsThemByName() throws IOException {
    for (String name : new String[] {"b", "a", "c", "B"}) {
      server.create(name);
    }

    assertThat(server.call("GET", "/proxies", "").body())
        .matches("\\{\"B\":.*,\"a\":.*,\"b\":.*,\"c\":.*\\}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",'listen':''", ",'listen':null"})
  void listensOnAnyPortOfAllAddressesUnlessToldWhere(String listen) throws IOException {
    assertThat(
            server.call("POST", "/proxies", "{'name':'p','upstream':'x:1'" + listen + "}").status())
        .isEqualTo(201);

    assertThat(accepts(server.host.proxy("p").listen())).isTrue();
  }

  @Test
  void showsTheTextOfOneThatWasCreatedDisabled() throws IOException {
    String body = "{'name':'p','listen':'nonsense','upstream':'x:1','enabled':false}";

    assertThat(server.call("POST", "/proxies", body).body())
        .contains("\"listen\":\"nonsense\"", "\"enabled\":false");
    assertError(
        server.call("PATCH", "/proxies/p", "{'enabled':true}"),
        500,
        "address nonsense: missing port in address");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'Name':'p','LISTEN':'127.0.0.1:0','uPstream':'x:1','Enabled':false}",
        "{'name':'q','name':'p','name':null,'upstream':'x:1','enabled':false}",
        "{'name':'p','upstream':'x:1','enabled':false,'toxics':[{'type':5}],'more':{'a':[{}]}}",
        "{'name':'p','upstream':'x:1','enabled':false} and more"
      })
  void readsForgivingly(String body) throws IOException {
    assertThat(server.call("POST", "/proxies", body).status()).isEqualTo(201);
    assertThat(server.call("GET", "/proxies/p", "").body())
        .contains("\"enabled\":false,\"toxics\":[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "nonsense",
        "[]",
        "'text'",
        "5",
        "{'name':5,'upstream':'x:1'}",
        "{'name':5,'name':'p','upstream':'x:1'}",
        "{'name':'p','upstream':'x:1','enabled':'yes'}"
      })
  void refusesABodyThatIsNone(String body) throws IOException {
    Http.Answer answer = server.call("POST", "/proxies", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .startsWith("{\"error\":\"bad request body: ")
        .endsWith(",\"status\":400}\n");
    assertThat(server.host.proxies()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                        | name",
        "null                      | name",
        "{'name':'','upstream':''} | name",
        "{'name':'p'}              | upstream",
        "{'name':'p','upstream':''}| upstream"
      })
  void namesTheFieldThatIsMissing(String body, String field) throws IOException {
    assertError(server.call("POST", "/proxies", body), 400, "missing required field: " + field);
  }

  @Test
  void refusesATakenNameBeforeItTriesThePort() throws IOException {
    Proxy proxy = server.create();
    String body = "{'name':'p','upstream':'x:1','listen':'%s'}".formatted(proxy.listen());

    assertError(server.call("POST", "/proxies", body), 409, "proxy already exists");
  }

  @Test
  void namesAPortInUseAsToxiproxyDoes() throws IOException {
    String listen = server.create().listen();
    String body = "{'name':'q','upstream':'x:1','listen':'%s'}".formatted(listen);

    assertError(
        server.call("POST", "/proxies", body),
        500,
        "listen tcp " + listen + ": bind: address already in use");
    assertThat(server.host.proxies()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "local373, listen tcp: address local373: missing port in address",
    "127.0.0.1:99999, listen tcp: address 99999: invalid port",
    "203.0.113.1:1234, listen tcp 203.0.113.1:1234: bind: cannot assign requested address",
    "nosuch.invalid:1, listen tcp: lookup nosuch.invalid: no such host"
  })
  void namesAnAddressThatIsNone(String listen, String error) throws IOException {
    String body = "{'name':'q','upstream':'x:1','listen':'%s'}".formatted(listen);

    assertError(server.call("POST", "/proxies", body), 500, error);
    assertThat(server.host.proxies()).isEmpty();
  }

  @Test
  void refusesAnUpstreamThatIsTheProxyItself() throws IOException {
    String self = FreePort.onLoopback();
    String body = "{'name':'q','upstream':'%s','listen':'%s'}".formatted(self, self);

    assertThat(server.call("POST", "/proxies", body).status()).isEqualTo(400);
    assertThat(server.host.proxies()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a b:1@x.y, a%20b:1@x.y",
    "a/b, a%2Fb",
    "50%, 50%25",
    "ümläut, %C3%BCml%C3%A4ut",
    "a+b, a+b",
    "'<img onerror=\"x\">', %3Cimg%20onerror=%22x%22%3E",
    "'.', '.'",
    "~!$&()*;=, ~!$&()*;="
  })
  void reachesAnyNameByItsEscapedForm(String name, String escaped) throws IOException {
    String json = name.replace("\"", "\\\"");
    byte[] body =
        ("{\"name\":\"" + json + "\",\"upstream\":\"x:1\",\"enabled\":false}").getBytes(UTF_8);
    try (Http http = new Http(server.port())) {
      http.send("POST", "/proxies", "Content-Length: " + body.length + "\r\n", body);
      assertThat(http.answer(true).status()).isEqualTo(201);
    }

    assertThat(server.call("GET", "/proxies/" + escaped, "").status()).isEqualTo(200);
    assertThat(server.call("GET", "/proxies/" + escaped + "/toxics", "").body()).isEqualTo("[]");
    assertThat(server.call("DELETE", "/proxies/" + escaped, "").status()).isEqualTo(204);
    assertThat(server.host.proxies()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ''",
    "POST, ''",
    "PATCH, ''",
    "DELETE, ''",
    "GET, /toxics",
    "POST, /toxics",
    "GET, /toxics/t",
    "POST, /toxics/t",
    "PATCH, /toxics/t",
    "DELETE, /toxics/t"
  })
  void doesNotFindAProxyWhateverTheBody(String method, String path) throws IOException {
    assertError(server.call(method, "/proxies/nosuch" + path, "nonsense"), 404, "proxy not found");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /proxies, 'GET, POST'",
    "HEAD, /proxies, 'GET, POST'",
    "PUT, /proxies/p, 'DELETE, GET, PATCH, POST'",
    "PATCH, /proxies/p/toxics, 'GET, POST'",
    "HEAD, /proxies/p/toxics/t, 'DELETE, GET, PATCH, POST'",
    "GET, /populate, POST"
  })
  void knowsNoOtherMethod(String method, String path, String allowed) throws IOException {
    Http.Answer answer = server.call(method, path, "");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers()).containsEntry("Allow", allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH"})
  void takesAProxyDownAndUpOnTheSamePort(String method) throws IOException {
    String listen = server.create().listen();
    try (Peer client = Peer.connect(server.host.proxy("p"))) {
      client.roundTrip();

      Http.Answer down = server.call(method, "/proxies/p", "{'enabled':false}");

      assertThat(down.body()).contains("\"listen\":\"" + listen + "\"", "\"enabled\":false");
      assertThat(accepts(listen)).isFalse();
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    }
    assertThat(server.call(method, "/proxies/p", "{'enabled':true}").body())
        .contains("\"listen\":\"" + listen + "\"", "\"enabled\":true");
    assertThat(accepts(listen)).isTrue();
  }

  @Test
  void keepsConnectionsWhenNothingChanges() throws IOException {
    Proxy proxy = server.create();
    try (Peer client = Peer.connect(proxy)) {
      client.roundTrip();
      for (String body :
          new String[] {
            "{}",
            "null",
            "{'listen':null,'upstream':null,'enabled':null}",
            "{'name':'other','listen':'localhost:" + proxy.port() + "'}",
            server.call("GET", "/proxies/p", "").body()
          }) {
        assertThat(server.call("POST", "/proxies/p", body).status()).as(body).isEqualTo(200);
        client.roundTrip();
      }
    }
  }

  @Test
  void movesToAnotherUpstreamAndKeepsItsFaults() throws IOException {
    Proxy proxy = server.create();
    server.toxic("{'type':'noop'}");
    try (Peer client = Peer.connect(proxy)) {
      client.roundTrip();

      Http.Answer answer = server.call("PATCH", "/proxies/p", "{'upstream':'127.0.0.1:1'}");

      assertThat(answer.body()).contains("\"upstream\":\"127.0.0.1:1\"", "\"type\":\"noop\"");
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'upstream':''}                  | 400",
        "{'listen':'nonsense'}            | 500",
        "{'listen':5}                     | 400",
        "{'enabled':'no','listen':':0'}   | 400",
        "                                 | 400"
      })
  void staysAsItWasWhenAChangeIsRefused(String body, int status) throws IOException {
    server.create();
    String before = server.call("GET", "/proxies/p", "").body();

    assertThat(server.call("PATCH", "/proxies/p", body == null ? "" : body).status())
        .isEqualTo(status);
    assertThat(server.call("GET", "/proxies/p", "").body()).isEqualTo(before);
    assertThat(accepts(server.host.proxy("p").listen())).isTrue();
  }

  @Test
  void staysWhereItWasWhenThePortIsTaken() throws IOException {
    server.create();
    String taken = server.create("q").listen();
    String before = server.call("GET", "/proxies/p", "").body();

    assertError(
        server.call("POST", "/proxies/p", "{'listen':'" + taken + "'}"),
        500,
        "listen tcp " + taken + ": bind: address already in use");
    assertThat(server.call("GET", "/proxies/p", "").body()).isEqualTo(before);
    assertThat(accepts(server.host.proxy("p").listen())).isTrue();
  }

  @Test
  void deletesOnceAndFreesThePort() throws IOException {
    String listen = server.create().listen();

    assertThat(server.call("DELETE", "/proxies/p", "").status()).isEqualTo(204);
    assertThat(accepts(listen)).isFalse();
    assertError(server.call("DELETE", "/proxies/p", ""), 404, "proxy not found");
    String again = "{'name':'p','upstream':'x:1','listen':'%s'}".formatted(listen);
    assertThat(server.call("POST", "/proxies", again).status()).isEqualTo(201);
  }
}
