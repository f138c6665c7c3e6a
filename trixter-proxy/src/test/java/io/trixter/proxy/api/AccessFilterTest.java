package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        "TRIXTER"
      })
  void letsAddressesLocalhostAndGivenNamesIn(String host) {
    assertThat(check(new ApiOptions(null, Set.of("trixter")), "Host", host)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
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
        "localhost.",
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
