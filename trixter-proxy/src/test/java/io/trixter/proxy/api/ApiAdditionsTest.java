package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the reference does not have: directions, defaults, the proxy's switch, metrics. */
class ApiAdditionsTest {
  private static final String OFF =
      "{\"delay\":{\"secs\":0,\"nanos\":0},\"jitter\":{\"secs\":0,\"nanos\":0},"
          + "\"throttle_rate\":0,\"slice_size\":0,\"terminate_probability_rate\":0.0,"
          + "\"corrupt_probability_rate\":0.0}";

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
  void showsOneConnectionAsTheListDoes() throws IOException {
    try (Socket client = lab.client()) {
      Http.Answer answer = lab.call("GET", "/connections/" + lab.id(client), "");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body())
          .startsWith("{\"conn_info\":{\"id\":\"" + lab.id(client))
          .contains(
              "\"directions\":{\"upstream\":" + OFF + ",\"downstream\":" + OFF + "},\"age_ms\":")
          .endsWith(",\"bytes_up\":1,\"bytes_down\":1,\"proxy\":\"trixter\"}");
    }
  }

  @Test
  void setsOneDirectionAndShowsTheUpstreamOneOnTop() throws IOException {
    try (Socket client = lab.client()) {
      String path = "/connections/" + lab.id(client) + "/delay";
      String body = "{\"delay_ms\":30,\"jitter_ms\":4,\"direction\":\"downstream\"}";

      assertThat(lab.call("PATCH", path, body).status()).isEqualTo(202);

      assertThat(lab.call("GET", "/connections/" + lab.id(client), "").body())
          .contains("},\"delay\":{\"secs\":0,\"nanos\":0},\"throttle_rate\"")
          .contains(
              "\"downstream\":{\"delay\":{\"secs\":0,\"nanos\":30000000},"
                  + "\"jitter\":{\"secs\":0,\"nanos\":4000000}");
    }
  }

  @Test
  void setsAllThatAreOpen() throws IOException {
    try (Socket one = lab.client();
        Socket other = lab.client()) {
      assertThat(lab.call("PATCH", "/connections/_all/slice", "{\"size_bytes\":9}").status())
          .isEqualTo(202);

      for (Socket client : new Socket[] {one, other}) {
        assertThat(lab.proxy.connection(lab.id(client)).knobs().downstream().slice().get())
            .isEqualTo(9);
      }
      assertThat(lab.proxy.defaults().upstream().slice().get()).isZero();
    }
  }

  @Test
  void setsAllWhenThereIsNone() throws IOException {
    assertThat(lab.call("PATCH", "/connections/_all/delay", "{\"delay_ms\":9}").status())
        .isEqualTo(202);
    assertThat(
            lab.call("PATCH", "/connections/_all/corruption", "{\"probability_rate\":2}").status())
        .isEqualTo(400);
  }

  @Test
  void startsLaterConnectionsWithTheDefaultsAndLeavesOpenOnes() throws IOException {
    try (Socket before = lab.client()) {
      assertThat(lab.call("GET", "/defaults", "").body())
          .isEqualTo("{\"upstream\":" + OFF + ",\"downstream\":" + OFF + "}");

      String body = "{\"size_bytes\":7,\"direction\":\"upstream\"}";
      assertThat(lab.call("PATCH", "/defaults/slice", body).status()).isEqualTo(202);

      assertThat(lab.call("GET", "/defaults", "").body()).contains("\"slice_size\":7");
      try (Socket after = lab.client()) {
        assertThat(lab.proxy.connection(lab.id(before)).knobs().upstream().slice().get()).isZero();
        assertThat(lab.proxy.connection(lab.id(after)).knobs().upstream().slice().get())
            .isEqualTo(7);
      }
    }
  }

  @Test
  void takesTheProxyDownAndUpOnTheSamePort() throws IOException {
    try (Socket client = lab.client()) {
      String listen = lab.proxy.listen();

      assertThat(lab.call("PATCH", "/proxy", "{\"enabled\":false}").status()).isEqualTo(202);

      assertThat(lab.call("GET", "/proxy", "").body())
          .isEqualTo(
              "{\"listen\":\"%s\",\"upstream\":\"127.0.0.1:%d\",\"enabled\":false,\"seed\":%s}"
                  .formatted(listen, lab.upstream.port(), Long.toUnsignedString(Lab.SEED)));
      assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
      assertThatThrownBy(lab::client).isInstanceOf(ConnectException.class);

      assertThat(lab.call("PATCH", "/proxy", "{\"enabled\":true}").status()).isEqualTo(202);
      assertThat(lab.proxy.listen()).isEqualTo(listen);
      lab.client().close();
    }
  }

  @Test
  void refusesOtherSwitches() throws IOException {
    assertThat(lab.call("PATCH", "/proxy", "{\"enabled\":1}").status()).isEqualTo(422);
    assertThat(lab.call("PATCH", "/proxy", "{}").status()).isEqualTo(422);
    assertThat(lab.call("PATCH", "/proxy", "{\"enabled\":true,\"listen\":\"x\"}").status())
        .isEqualTo(422);
    assertThat(lab.proxy.isEnabled()).isTrue();
  }

  @Test
  void countsForPrometheus() throws IOException {
    try (Socket client = lab.client()) {
      lab.proxy.connection(lab.id(client)).knobs().upstream().delay().set(Duration.ofMillis(1));
      Lab.echo(client);
      lab.call("GET", "/nosuch", "");

      Http.Answer answer = lab.call("GET", "/metrics", "");

      assertThat(answer.headers())
          .containsEntry("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      assertThat(answer.body())
          .contains(
              "# TYPE trixter_connections_open gauge\ntrixter_connections_open{proxy=\"trixter\"} 1\n")
          .contains("trixter_connections_total{cause=\"terminated\",proxy=\"trixter\"} 0\n")
          .contains("trixter_bytes_total{direction=\"upstream\",proxy=\"trixter\"} 2\n")
          .contains("trixter_bytes_total{direction=\"downstream\",proxy=\"trixter\"} 2\n")
          .contains("trixter_faults_total{kind=\"delay\",proxy=\"trixter\"} 1\n")
          .contains("trixter_api_requests_total{status=\"404\"} 1\n")
          .matches("(?s)(# HELP \\S+ [^\n]+\n# TYPE \\S+ \\w+\n(\\S+ \\d+\n)*)+");
    }
  }
}
