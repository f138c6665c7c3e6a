package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.trixter.netem.Network;
import io.trixter.netem.Networks;
import io.trixter.proxy.Await;
import io.trixter.proxy.HostConfig;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.api.http.JsonWriter;
import io.trixter.proxy.api.toxiproxy.ToxicView;
import io.trixter.proxy.fault.FaultCatalog;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.NetworkFaults;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own paths where a host has several proxies, or none of the command line. */
class ManyProxiesTest {
  private Lab lab;
  private Proxy other;

  @BeforeEach
  void start() throws IOException {
    lab = new Lab();
    other = lab.proxy.proxyHost().add(ProxyConfig.to(lab.upstream.address()).name("other").build());
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  private String get(String path) throws IOException {
    return lab.call("GET", path, "").body();
  }

  @Test
  void listsTheConnectionsOfAllProxiesAndSaysWhoseTheyAre() throws IOException {
    try (Peer one = Peer.connect(lab.proxy)) {
      one.roundTrip(); // it is the older one
      try (Peer two = Peer.connect(other)) {
        two.roundTrip();
        assertListed();
      }
    }
  }

  private void assertListed() throws IOException {
    assertThat(get("/connections"))
        .matches(
            "\\[\\{.*,\"bytes_down\":4,\"proxy\":\"trixter\"\\},\\{.*\"proxy\":\"other\"\\}\\]");
    assertThat(get("/connections?proxy=other"))
        .matches("\\[\\{\"conn_info\".*\"proxy\":\"other\"\\}\\]")
        .doesNotContain("trixter");
    assertThat(get("/connections?proxy=nosuch")).isEqualTo("[]");
  }

  @Test
  void setsAndEndsTheConnectionsOfAllProxies() throws IOException {
    try (Peer one = Peer.connect(lab.proxy);
        Peer two = Peer.connect(other)) {
      one.roundTrip();
      two.roundTrip();

      lab.call("PATCH", "/connections/_all/slice", "{\"size_bytes\":7}");
      assertThat(get("/connections")).matches(".*\"slice_size\":7.*\"proxy\":\"trixter\".*");
      assertThat(get("/connections?proxy=other")).contains("\"slice_size\":7");

      lab.call("POST", "/connections/_all/shutdown", "{\"reason\":\"bye\"}");
      assertThat(get("/connections")).isEqualTo("[]");
      assertThat(one.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
      assertThat(two.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
    }
  }

  @Test
  void showsTheProxyOfTheCommandLineAmongTheOthers() throws IOException {
    assertThat(get("/proxies"))
        .matches("\\{\"other\":\\{.*\\},\"trixter\":\\{\"name\":\"trixter\".*\\}\\}");
    assertThat(get("/proxy")).contains("\"listen\":\"" + lab.proxy.listen() + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET   | /proxy           | ",
        "PATCH | /proxy           | {\"enabled\":false}",
        "GET   | /defaults        | ",
        "PATCH | /defaults/delay  | {\"delay_ms\":1}",
        "PATCH | /defaults/delay?open=true | {\"delay_ms\":1}"
      })
  void pointsToTheProxiesWhereTheCommandLineMadeNone(String method, String path, String body)
      throws IOException {
    String json = body == null ? "" : body;
    lab.call("DELETE", "/proxies/trixter", "");
    assertPointsToProxies(lab.call(method, path, json));
    try (ProxyHost host = ProxyHost.start(new HostConfig());
        ApiServer api = ApiServer.start(host, new HostPort("127.0.0.1", 0), new ApiOptions());
        Http http = new Http(HostPort.parse(api.address()).port())) {
      assertPointsToProxies(http.call(method, path, json));
      assertThat(http.call("GET", "/health", "").body()).isEqualTo("ok");
      assertThat(http.call("GET", "/connections", "").body()).isEqualTo("[]");
    }
  }

  private static void assertPointsToProxies(Http.Answer answer) {
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).startsWith("{\"error\":\"").contains("/proxies");
  }

  @Test
  void countsForEachProxyAndByToxiproxysNamesToo() throws IOException {
    lab.call("POST", "/proxies", "{\"name\":\"a\\\"\\\\\\n\",\"upstream\":\"x:1\"}");
    other.faults().add(FaultSpec.parse("slicer:average_size=1"));
    try (Peer peer = Peer.connect(other)) {
      peer.roundTrip();
      Await.until("what was sent is counted", () -> metricsTell(sentToClient(4)));

      assertThat(get("/metrics"))
          .contains("# TYPE trixter_connections_open gauge\n")
          .contains("\ntrixter_connections_open{proxy=\"other\"} 1\n")
          .contains("\ntrixter_connections_open{proxy=\"trixter\"} 0\n")
          .contains("\ntrixter_connections_open{proxy=\"a\\\"\\\\\\n\"} 0\n")
          .contains("\ntrixter_connections_total{cause=\"closed\",proxy=\"other\"} 0\n")
          .contains("\ntrixter_bytes_total{direction=\"upstream\",proxy=\"other\"} 4\n")
          .contains("\ntrixter_faults_total{kind=\"delay\",proxy=\"other\"} 0\n")
          .containsPattern(
              "\ntrixter_shared_faults_total\\{fault=\"slicer_downstream\",proxy=\"other\","
                  + "type=\"slicer\"\\} [1-9]\\d*\n")
          .contains(
              "\ntoxiproxy_proxy_received_bytes_total{direction=\"upstream\",listener=\""
                  + other.listen()
                  + "\",proxy=\"other\",upstream=\""
                  + other.upstream()
                  + "\"} 4\n")
          .contains("\ntrixter_api_requests_total{status=\"201\"} 1\n");
    }
  }

  private boolean metricsTell(String sample) {
    try {
      return get("/metrics").contains(sample);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String sentToClient(int bytes) {
    return "\ntoxiproxy_proxy_sent_bytes_total{direction=\"downstream\",listener=\""
        + other.listen()
        + "\",proxy=\"other\",upstream=\""
        + other.upstream()
        + "\"} "
        + bytes
        + "\n";
  }

  @Test
  void tellsEveryTypeOfFaultWithItsAttributes() throws IOException {
    String catalog = get("/catalog");

    assertThat(catalog)
        .startsWith("{\"types\":[{\"name\":\"latency\",\"text\":\"")
        .contains("{\"name\":\"jitter\",\"unit\":\"ms\",\"type\":\"integer\",\"min\":")
        .contains(
            "{\"name\":\"probability\",\"unit\":\"\",\"type\":\"number\",\"min\":0,\"max\":1,")
        .contains(",\"default\":0,\"text\":\"");
    FaultCatalog.types()
        .forEach(type -> assertThat(catalog).contains("{\"name\":\"" + type.name() + "\""));
    try (JsonParser json = new JsonFactory().createParser(catalog)) {
      json.nextToken();
      json.skipChildren();
      assertThat(json.nextToken()).isNull();
    }
  }

  @Test
  void tellsWhatATypeOfFaultActsOn() throws IOException {
    String catalog = get("/catalog");

    Map.of("latency", "stream", "hang", "opening", "limit_time", "connection", "flap", "proxy")
        .forEach(
            (type, scope) ->
                assertThat(catalog)
                    .containsPattern(
                        "\\{\"name\":\""
                            + type
                            + "\",\"text\":\"[^\"]*\",\"attributes\":\\[[^\\]]*],\"acts_on\":\""
                            + scope
                            + "\"}"));
  }

  @Test
  void tellsTheNetworksAsFaultsThatAClientCanPost() throws IOException {
    String catalog = get("/catalog");

    assertThat(catalog)
        .contains("],\"networks\":[{\"name\":\"dial-up\",\"source\":\"https://")
        .contains("{\"name\":\"edge\",\"source\":\"");
    for (Network network : Networks.all()) {
      for (FaultSpec fault : NetworkFaults.of(network)) {
        String toxic = ToxicView.write(new JsonWriter(), fault).toString();
        assertThat(catalog).contains(toxic);
        assertThat(lab.call("POST", "/proxies/other/toxics", toxic).body()).isEqualTo(toxic);
      }
      other.faults().clear();
    }
  }

  @Test
  void makesProxiesFromTheTemplate() throws IOException {
    ProxyConfig template =
        ProxyConfig.to("unused:1")
            .with(k -> k.delay().set(Duration.ofMillis(5)))
            .fault(FaultSpec.parse("latency:latency=3"))
            .build();
    ApiOptions options = new ApiOptions().withTemplate(template);
    try (ProxyHost host = ProxyHost.start(new HostConfig());
        ApiServer api = ApiServer.start(host, new HostPort("127.0.0.1", 0), options);
        Http http = new Http(HostPort.parse(api.address()).port())) {
      String body = "{\"name\":\"p\",\"upstream\":\"x:1\",\"listen\":\"127.0.0.1:0\"}";

      assertThat(http.call("POST", "/proxies", body).body()).contains("\"latency\":3");
      assertThat(host.proxy("p").defaults().upstream().delay().get()).hasMillis(5);
    }
  }
}
