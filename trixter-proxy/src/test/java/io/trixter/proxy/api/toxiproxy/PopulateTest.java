package io.trixter.proxy.api.toxiproxy;

import static io.trixter.proxy.api.toxiproxy.Server.accepts;
import static io.trixter.proxy.api.toxiproxy.Server.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FreePort;
import io.trixter.proxy.Daemon;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.SharedFault;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.Http;
import io.trixter.proxy.fault.FaultSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several proxies in one request, and everything set back in one. */
class PopulateTest {
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server = new Server();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Http.Answer populate(String proxies) throws IOException {
    return server.call("POST", "/populate", proxies);
  }

  @Test
  void createsThemInTheOrderOfTheRequest() throws IOException {
    Http.Answer answer =
        populate(
            "[{'name':'b','listen':'127.0.0.1:0','upstream':'x:1'},"
                + "{'name':'a','upstream':'x:2','enabled':false,'toxics':[{'type':'latency'}]}]");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"proxies\":["
                + server.call("GET", "/proxies/b", "").body()
                + ","
                + server.call("GET", "/proxies/a", "").body()
                + "]}");
    assertThat(accepts(server.host.proxy("b").listen())).isTrue();
    assertThat(server.host.proxy("a").isEnabled()).isFalse();
    assertThat(server.host.proxy("a").faults().list()).isEmpty();
  }

  @Test
  void clientsThatPopulateAtOnceAreAllAnswered201() throws Exception {
    String body = "[{'name':'p','listen':'%s','upstream':'x:1'}]".formatted(FreePort.onLoopback());
    for (int i = 0; i < 50; i++) {
      List<CompletableFuture<Integer>> statuses = new ArrayList<>();
      for (int client = 0; client < 2; client++) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        statuses.add(status);
        Daemon.start(
            "client",
            () -> {
              try {
                status.complete(populate(body).status());
              } catch (IOException e) {
                status.completeExceptionally(e);
              }
            });
      }
      for (CompletableFuture<Integer> each : statuses) {
        assertThat(each.get()).isEqualTo(201);
      }
      assertThat(server.call("DELETE", "/proxies/p", "").status()).isEqualTo(204);
    }
  }

  @Test
  void populatesNothingWithAnEmptyList() throws IOException {
    assertThat(populate("[]").body()).isEqualTo("{\"proxies\":[]}");
  }

  @Test
  void keepsOneThatIsTheSameWithItsFaultsAndConnections() throws IOException {
    Proxy proxy = server.create();
    server.toxic("{'type':'noop'}");
    try (Peer client = Peer.connect(proxy)) {
      client.roundTrip();

      Http.Answer answer =
          populate(
              "[{'name':'p','listen':'localhost:%d','upstream':'%s'}]"
                  .formatted(proxy.port(), proxy.upstream()));

      assertThat(answer.body()).contains("\"type\":\"noop\"");
      client.roundTrip();
      assertThat(server.host.proxy("p")).isSameAs(proxy);
    }
  }

  @Test
  void startsAndStopsOneThatIsTheSameAsTold() throws IOException {
    Proxy proxy = server.create();
    String same =
        "'name':'p','listen':'%s','upstream':'%s'".formatted(proxy.listen(), proxy.upstream());

    assertThat(populate("[{" + same + ",'enabled':false}]").body()).contains("\"enabled\":false");
    assertThat(accepts(proxy.listen())).isFalse();
    assertThat(populate("[{" + same + "}]").body()).contains("\"enabled\":true");
    assertThat(accepts(proxy.listen())).isTrue();
  }

  @Test
  void replacesOneThatDiffersWithoutItsFaults() throws IOException {
    Proxy proxy = server.create();
    server.create("other");
    server.toxic("{'type':'noop'}");
    try (Peer client = Peer.connect(proxy)) {
      client.roundTrip();

      Http.Answer answer =
          populate("[{'name':'p','listen':'%s','upstream':'x:1'}]".formatted(proxy.listen()));

      assertThat(answer.body()).contains("\"upstream\":\"x:1\"", "\"toxics\":[]");
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      assertThat(server.host.proxies()).hasSize(2);
    }
  }

  @Test
  void givesOneThatItReplacesTheFaultsThatEveryNewOneHas() throws IOException {
    ProxyConfig template =
        ProxyConfig.to("unused:1").fault(FaultSpec.parse("latency:latency=5")).build();
    try (Server other = new Server(new ApiOptions().withTemplate(template))) {
      Proxy proxy = other.create();
      other.toxic("{'type':'noop'}");

      other.call(
          "POST",
          "/populate",
          "[{'name':'p','listen':'%s','upstream':'x:1'}]".formatted(proxy.listen()));

      assertThat(other.host.proxy("p").upstream()).isEqualTo("x:1");
      assertThat(proxy.faults().list())
          .extracting(SharedFault::name)
          .containsExactly("latency_downstream");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'upstream':'x:1'}       | name",
        "null                     | name",
        "{'name':'x'}             | upstream"
      })
  void checksAllBeforeItStartsAny(String bad, String field) throws IOException {
    Http.Answer answer =
        populate("[{'name':'one','listen':'127.0.0.1:0','upstream':'x:1'}," + bad + "]");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":\"missing required field: "
                + field
                + " at proxy 2\",\"status\":400,\"proxies\":[]}");
    assertThat(server.host.proxies()).isEmpty();
  }

  @Test
  void endsAtTheFirstThatFails() throws IOException {
    Http.Answer answer =
        populate(
            "[{'name':'one','listen':'127.0.0.1:0','upstream':'x:1'},"
                + "{'name':'two','listen':'local373','upstream':'x:1'},"
                + "{'name':'three','listen':'127.0.0.1:0','upstream':'x:1'}]");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":\"listen tcp: address local373: missing port in address\",\"status\":500,"
                + "\"proxies\":["
                + server.call("GET", "/proxies/one", "").body()
                + "]}");
    assertThat(server.host.proxies()).hasSize(1);
  }

  @Test
  void leavesOneThatItCannotReplaceAsItWas() throws IOException {
    Proxy proxy = server.create();
    String taken = server.create("q").listen();
    String before = server.call("GET", "/proxies/p", "").body();

    assertThat(populate("[{'name':'p','listen':'" + taken + "','upstream':'x:1'}]").status())
        .isEqualTo(500);
    assertThat(server.call("GET", "/proxies/p", "").body()).isEqualTo(before);
    assertThat(accepts(proxy.listen())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "null", "{'name':'x'}", "nonsense", "[5]", "[{'name':5}]"})
  void refusesWhatIsNoListOfProxies(String body) throws IOException {
    Http.Answer answer = populate(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .startsWith("{\"error\":\"bad request body: ")
        .endsWith(",\"status\":400,\"proxies\":[]}");
    assertThat(server.host.proxies()).isEmpty();
  }

  @Test
  void listsANameThatComesTwiceTwice() throws IOException {
    assertThat(
            populate(
                    "[{'name':'p','upstream':'x:1','enabled':false},"
                        + "{'name':'p','upstream':'x:2','enabled':false}]")
                .body())
        .matches("\\{\"proxies\":\\[\\{\"name\":\"p\".*\\},\\{\"name\":\"p\".*\\}\\]\\}");
    assertThat(server.host.proxy("p").upstream()).isEqualTo("x:2");
  }

  @Test
  void resetsEveryProxyAndKeepsItsConnections() throws IOException {
    Proxy proxy = server.create();
    Proxy down = server.create("q");
    server.toxic("{'type':'latency','attributes':{'latency':1}}");
    server.call("POST", "/proxies/q", "{'enabled':false}");
    try (Peer client = Peer.connect(proxy)) {
      client.roundTrip();

      assertThat(server.call("POST", "/reset", "anything").status()).isEqualTo(204);

      client.roundTrip();
      assertThat(proxy.faults().list()).isEmpty();
      assertThat(accepts(down.listen())).isTrue();
    }
  }

  @Test
  void resetsTheOthersWhenOneCannotStart() throws IOException {
    Proxy stuck = server.create("a");
    Proxy other = server.create("b");
    server.call("POST", "/proxies/a", "{'enabled':false}");
    server.call("POST", "/proxies/b", "{'enabled':false}");
    try (ServerSocket thief =
        new ServerSocket(stuck.port(), 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(thief.isBound()).isTrue();

      assertError(
          server.call("POST", "/reset", ""),
          500,
          "listen tcp " + stuck.listen() + ": bind: address already in use");
      assertThat(accepts(other.listen())).isTrue();
    }
  }
}
