package io.trixter.proxy.api.toxiproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FreePort;
import io.trixter.proxy.HostConfig;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.Upstream;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.api.Http;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server without proxies, as Toxiproxy's clients meet it, and an echo server to go to. */
final class Server implements AutoCloseable {
  final ProxyHost host;
  final Upstream echo = Upstream.echo();
  private final ApiServer api;

  Server() throws IOException {
    this(new ApiOptions());
  }

  Server(ApiOptions options) throws IOException {
    host = ProxyHost.start(new HostConfig().withSeed(42));
    api = ApiServer.start(host, new HostPort("127.0.0.1", 0), options);
  }

  int port() {
    return HostPort.parse(api.address()).port();
  }

  /** One call on a connection of its own; apostrophes in {@code json} stand for quotes. */
  Http.Answer call(String method, String path, String json) throws IOException {
    try (Http http = new Http(port())) {
      byte[] body = json.replace('\'', '"').getBytes(UTF_8);
      http.send(method, path, "Content-Length: " + body.length + "\r\n", body);
      Http.Answer answer = http.answer(false);
      boolean bare = answer.headers().get("Content-Length") == null;
      return bare ? answer : new Http.Answer(answer.status(), answer.headers(), rest(http, answer));
    }
  }

  private static String rest(Http http, Http.Answer answer) throws IOException {
    return http.body(Integer.parseInt(answer.headers().get("Content-Length")));
  }

  /** Creates proxy p before the echo server. */
  Proxy create() throws IOException {
    return create("p");
  }

  Proxy create(String name) throws IOException {
    String body =
        "{'name':'%s','listen':'%s','upstream':'%s'}"
            .formatted(name, FreePort.onLoopback(), echo.address());
    assertThat(call("POST", "/proxies", body).status()).isEqualTo(201);
    return host.proxy(name);
  }

  /** Adds a fault to p. */
  void toxic(String json) throws IOException {
    assertThat(call("POST", "/proxies/p/toxics", json).status()).isEqualTo(200);
  }

  /** Asserts that {@code answer} is Toxiproxy's error with this text. */
  static void assertError(Http.Answer answer, int status, String message) {
    assertThat(answer.body())
        .isEqualTo("{\"error\":\"" + message + "\",\"status\":" + status + "}\n");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
  }

  /** Whether something listens at {@code address}. */
  static boolean accepts(String address) throws IOException {
    HostPort at = HostPort.parse(address);
    String host = at.host().equals("::") ? "127.0.0.1" : at.host();
    return Peer.accepts(new InetSocketAddress(InetAddress.getByName(host), at.port()));
  }

  @Override
  public void close() throws IOException {
    api.close();
    host.close();
    echo.close();
  }
}
