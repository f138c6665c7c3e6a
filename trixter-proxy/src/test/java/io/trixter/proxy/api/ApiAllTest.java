package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.Knobs;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are about the defaults and all connections together. */
class ApiAllTest {
  private Lab lab;

  @BeforeEach
  void start() throws IOException {
    lab = new Lab();
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
  }

  private Knobs upstreamOf(Socket client) {
    return lab.proxy.connection(lab.id(client)).knobs().upstream();
  }

  @Test
  void setsTheDefaultsAndAllConnectionsInOneStep() throws IOException {
    try (Socket before = lab.client()) {
      String body = "{\"size_bytes\":7,\"direction\":\"upstream\"}";
      assertThat(lab.call("PATCH", "/defaults/slice?open=true", body).status()).isEqualTo(202);
      assertThat(lab.call("PATCH", "/defaults/throttle?open=true", "{\"rate_bytes\":900}").status())
          .isEqualTo(202);

      assertThat(upstreamOf(before).slice().get()).isEqualTo(7);
      assertThat(upstreamOf(before).throttle().get()).isEqualTo(900);
      try (Socket after = lab.client()) {
        assertThat(upstreamOf(after).slice().get()).isEqualTo(7);
        assertThat(lab.proxy.defaults().downstream().slice().get()).isZero();
        assertThat(lab.proxy.defaults().downstream().throttle().get()).isEqualTo(900);
      }
    }
  }

  @Test
  void leavesOpenConnectionsWhenOpenIsFalse() throws IOException {
    try (Socket client = lab.client()) {
      assertThat(lab.call("PATCH", "/defaults/slice?open=false", "{\"size_bytes\":7}").status())
          .isEqualTo(202);

      assertThat(upstreamOf(client).slice().get()).isZero();
      assertThat(lab.proxy.defaults().upstream().slice().get()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slice?open=yes {\"size_bytes\":7}",
        "slice?opne=true {\"size_bytes\":7}",
        "slice?open=true {\"size_bytes\":-7}",
        "corruption?open=true {\"probability_rate\":1.5}"
      })
  void aRefusedChangeOfAllChangesNothing(String request) throws IOException {
    try (Socket client = lab.client()) {
      String[] parts = request.split(" ");

      assertThat(lab.call("PATCH", "/defaults/" + parts[0], parts[1]).status()).isIn(400, 422);

      assertThat(lab.proxy.defaults().isOff()).isTrue();
      assertThat(upstreamOf(client).isOff()).isTrue();
    }
  }

  @Test
  void looksAtTheBodyBeforeTheQuery() throws IOException {
    assertThat(lab.call("PATCH", "/defaults/slice?open=yes", "{}").body()).contains("size_bytes");
  }

  @Test
  void ignoresAQueryWhereNoneIsKnown() throws IOException {
    assertThat(lab.call("GET", "/health?open=maybe", "").status()).isEqualTo(200);
    assertThat(lab.call("PATCH", "/connections/_all/slice?x=1", "{\"size_bytes\":7}").status())
        .isEqualTo(202);
  }

  @Test
  void resetSetsEverythingOffAndBringsTheProxyUp() throws IOException {
    lab.call("PATCH", "/defaults/slice", "{\"size_bytes\":7}");
    try (Socket client = lab.client()) {
      assertThat(reset("").status()).isEqualTo(204);
      assertThat(upstreamOf(client).isOff()).isTrue();
      assertThat(lab.proxy.defaults().isOff()).isTrue();
    }
    lab.call("PATCH", "/proxy", "{\"enabled\":false}");
    assertThat(reset("").status()).isEqualTo(204);
    lab.client().close();
  }

  @Test
  void resetReadsNoBodyAndAsksForNoContentType() throws IOException {
    assertThat(reset("Content-Length: 3\r\n").status()).isEqualTo(204);
    assertThat(reset("Content-Type: text/plain\r\nContent-Length: 0\r\n").status()).isEqualTo(204);
  }

  /** Resets with further headers, but sends nothing after them. */
  private Http.Answer reset(String headers) throws IOException {
    try (Http http = new Http(lab.apiPort())) {
      http.send("POST", "/reset", headers, "".getBytes(StandardCharsets.UTF_8));
      return http.answer(false);
    }
  }
}
