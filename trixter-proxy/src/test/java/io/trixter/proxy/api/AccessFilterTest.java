package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trixter.proxy.api.http.ApiException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessFilterTest {
  private static final ApiOptions WITH_TOKEN = new ApiOptions("s3cret", Set.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:8888",
        "10.1.2.3:1",
        "[::1]",
        "[::1]:8888",
        "[2001:db8::1]:80",
        "localhost",
        "localhost:8888",
        "LocalHost:1",
        "trixter:8888",
        "TRIXTER",
        "chaos.example.org:8474",
        "chaos.example.org.:8474"
      })
  void letsAddressesLocalhostAndGivenNamesIn(String host) {
    assertThat(check(new ApiOptions(null, Set.of("chaos.example.org")), "Host", host)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "toxiproxy",
        "toxiproxy:8474",
        "my_project-toxiproxy_1:8474",
        "app.localhost:8474",
        "printer.local",
        "host.docker.internal:8474",
        "toxi.test",
        "box.lan:1",
        "nas.home.arpa",
        "toxiproxy.chaos.svc:8474",
        "Toxiproxy.Chaos.Svc.Cluster.Local",
        "localhost.",
        "toxiproxy.:8474",
        "toxiproxy.chaos.svc.cluster.local.:8474"
      })
  void letsNamesInThatNobodyCanRegister(String host) {
    assertThat(check(new ApiOptions(), "Host", host)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ".local",
        "evil..local",
        "home.arpa",
        "evil.example.svc.com",
        "evil.notlocal",
        "latest.evil-test",
        "toxi proxy",
        "t\u00f6xi",
        "12345",
        "0x7f",
        "evil.example",
        "evil.example:8888",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1:x",
        "127.0.0.1:",
        "127.0.0.256",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "[::1",
        "[evil.example]",
        "[::1]evil.example",
        "::1",
        "127.0.0.1 evil",
        "localhost..",
        "evil.example.",
        "12345.",
        "-1.0.0.1",
        "user@127.0.0.1",
        "127.0.0.1:99999"
      })
  void keepsOtherNamesOut(String host) {
    assertThat(check(new ApiOptions(), "Host", host)).isEqualTo(403);
  }

  @Test
  void keepsOutWhoNamesNoHostOrTwo() {
    assertThat(check(new ApiOptions())).isEqualTo(403);
    assertThat(check(new ApiOptions(), "Host", "localhost", "Host", "localhost")).isEqualTo(403);
  }

  @Test
  void letsAnOldClientInThatNamesNoHost() {
    StubExchange exchange = new StubExchange("HTTP/1.0", "GET", "/connections");

    new AccessFilter(new ApiOptions()).check(exchange);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "null",
        "",
        "https://127.0.0.1:8888",
        "http://127.0.0.1",
        "http://127.0.0.1:9999",
        "http://localhost:8888",
        "http://127.0.0.1:8888/"
      })
  void keepsOtherOriginsOut(String origin) {
    assertThat(check(new ApiOptions(), "Host", "127.0.0.1:8888", "Origin", origin)).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "", "Same-Origin", "none, cross-site"})
  void keepsAForeignPageOutThatSendsNoOrigin(String site) {
    assertThat(check(new ApiOptions(), "Host", "127.0.0.1:8888", "Sec-Fetch-Site", site))
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"same-origin", "none"})
  void letsABrowsersUserIn(String site) {
    assertThat(check(new ApiOptions(), "Host", "127.0.0.1:8888", "Sec-Fetch-Site", site)).isZero();
  }

  @Test
  void letsItsOwnOriginIn() {
    assertThat(check(new ApiOptions(), "Host", "localhost:8888", "Origin", "http://localhost:8888"))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/", "Mozilla/4.0"})
  void keepsABrowserOutThatProvesNothing(String agent) {
    assertThat(check(new ApiOptions(), "Host", "localhost", "User-Agent", agent)).isEqualTo(403);
    assertThat(
            check(
                new ApiOptions(),
                "Host",
                "localhost",
                "User-Agent",
                agent,
                "Sec-Fetch-Site",
                "none",
                "X-Trixter-Client",
                "0"))
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site, same-origin",
    "Origin, http://localhost",
    "X-Trixter-Client, 1",
    "Authorization, Bearer s3cret"
  })
  void letsABrowserInThatProvesThatItsPageIsOurs(String header, String value) {
    assertThat(
            check(
                header.equals("Authorization") ? WITH_TOKEN : new ApiOptions(),
                "Host",
                "localhost",
                "User-Agent",
                "Mozilla/5.0",
                header,
                value))
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({"Sec-Fetch-Site, cross-site", "Sec-Fetch-Site, same-site", "Origin, http://evil"})
  void keepsAForeignPageOutWhateverElseItProves(String header, String value) {
    assertThat(
            check(
                WITH_TOKEN,
                "Host",
                "localhost",
                "X-Trixter-Client",
                "1",
                "Authorization",
                "Bearer s3cret",
                header,
                value))
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"notMozilla/5.0", "mozilla/5.0", "curl/8 Mozilla/5.0", ""})
  void letsOtherAgentsIn(String agent) {
    assertThat(check(new ApiOptions(), "Host", "localhost", "User-Agent", agent)).isZero();
  }

  @Test
  void letsAnyAgentAskForTheHealth() {
    StubExchange exchange =
        new StubExchange(
            "HTTP/1.1", "GET", "/health", "Host", "localhost", "User-Agent", "Mozilla/5.0");

    new AccessFilter(new ApiOptions()).check(exchange);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer s3cret", "bearer s3cret", "Bearer   s3cret "})
  void letsTheTokenInWhateverTheHost(String authorization) {
    assertThat(check(WITH_TOKEN, "Host", "evil.example", "Authorization", authorization)).isZero();
  }

  @Test
  void keepsAForeignOriginOutTokenOrNot() {
    assertThat(
            check(
                WITH_TOKEN,
                "Host",
                "localhost",
                "Authorization",
                "Bearer s3cret",
                "Origin",
                "http://evil.example"))
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s3cret",
        "Bearer",
        "Bearer ",
        "Bearer S3cret",
        "Bearer s3cret2",
        "Basic s3cret"
      })
  void keepsAWrongTokenOut(String authorization) {
    assertThat(check(WITH_TOKEN, "Host", "localhost", "Authorization", authorization))
        .isEqualTo(401);
  }

  @Test
  void looksAtTheHostBeforeTheToken() {
    assertThat(check(WITH_TOKEN, "Host", "evil.example", "Authorization", "Bearer no"))
        .isEqualTo(403);
  }

  @Test
  void asksForNoTokenAtHealth() {
    StubExchange exchange = new StubExchange("HTTP/1.1", "GET", "/health", "Host", "localhost");

    new AccessFilter(WITH_TOKEN).check(exchange);
  }

  /** The status of the refusal, or 0. */
  private static int check(ApiOptions options, String... headers) {
    StubExchange exchange = new StubExchange("HTTP/1.1", "GET", "/connections", headers);
    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> new AccessFilter(options).check(exchange));
    return refusal == null ? 0 : refusal.answer().status();
  }
}
