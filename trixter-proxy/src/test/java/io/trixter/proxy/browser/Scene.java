package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FreePort;
import io.trixter.proxy.Connection;
import io.trixter.proxy.HostConfig;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyConfig;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.Setup;
import io.trixter.proxy.Upstream;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** An echo server, the proxy {@code echo} before it, its API, and the page in the browser. */
final class Scene implements AutoCloseable {
  final Upstream upstream = Upstream.echo();
  final ProxyHost host;
  final Proxy proxy;
  final LivePage page;
  private final Chromium chromium;
  private final ApiServer api;

  /** With the page open. */
  Scene() throws IOException {
    this(Chromium.shared(), new ApiOptions());
    page.open(url());
    page.awaitText("#proxy-name", proxy.name());
  }

  /** With the page not yet open. */
  Scene(Chromium chromium, ApiOptions options) throws IOException {
    this.chromium = chromium;
    host = ProxyHost.start(new HostConfig().withSeed(42).withRecord(""));
    proxy = add("echo");
    api = ApiServer.start(host, new HostPort("127.0.0.1", 0), options);
    page = new LivePage(chromium.driver);
    page.driver.get("about:blank");
    chromium.log("browser");
    chromium.log("performance");
  }

  /** Opens the page and gives it the token that it asks for. */
  void enterWith(String token) {
    page.driver.get(url());
    page.find("#token-dialog[open]");
    page.type("#token-field", token);
    page.click("#token-submit");
    page.awaitText("#stream-state", "live");
    page.awaitText("#proxy-name", proxy.name());
    assertThat(console()).allSatisfy(line -> assertThat(line).contains("401"));
  }

  Proxy add(String name) throws IOException {
    String listen = FreePort.onLoopback();
    return host.add(ProxyConfig.to(upstream.address()).name(name).listen(listen).build());
  }

  /** The address of the page. */
  String url() {
    return "http://" + api.address() + "/";
  }

  /** A client whose connection is open on both sides and in the log. */
  Peer client() throws IOException {
    Peer client = Peer.connect(proxy);
    client.roundTrip();
    page.awaitText("#log", client.address());
    return client;
  }

  /** The faults of the proxy, as text. */
  List<String> faults() {
    return proxy.faults().list().stream().map(fault -> fault.spec().toString()).toList();
  }

  Connection connectionOf(Peer client) {
    return Setup.connectionOf(proxy, client);
  }

  ConnectionRow row(Peer client) {
    return new ConnectionRow(page, connectionOf(client).id());
  }

  /** How long a round trip takes, in milliseconds. */
  static long roundTrip(Peer client) throws IOException {
    long start = System.nanoTime();
    client.roundTrip();
    return (System.nanoTime() - start) / 1_000_000;
  }

  /** Returns the events of the requests that the browser made since the last call. */
  List<String> requests() {
    return chromium.log("performance").stream()
        .filter(message -> message.contains("\"Network.requestWillBeSent\""))
        .toList();
  }

  /** The statuses of the answers to requests for a path since this was last called. */
  List<String> statuses(String path) {
    Pattern status = Pattern.compile("\"status\":(\\d+)");
    return chromium.log("performance").stream()
        .filter(message -> message.contains("\"Network.responseReceived\""))
        .filter(message -> message.contains("\"url\":\"" + url() + path + "\""))
        .flatMap(message -> status.matcher(message).results().map(found -> found.group(1)))
        .toList();
  }

  /** Returns what the console of the browser printed since the last call. */
  List<String> console() {
    return chromium.log("browser");
  }

  /** Checks that the page has asked nobody else and had nothing to complain about. */
  @Override
  public void close() throws IOException {
    try {
      assertThat(console()).as("the console").isEmpty();
      String ours = "\"url\":\"(blob:)?" + url();
      assertThat(requests()).allSatisfy(request -> assertThat(request).containsPattern(ours));
    } finally {
      api.close();
      host.close();
      upstream.close();
    }
  }
}
