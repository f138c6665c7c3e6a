package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trixter.proxy.api.http.Action;
import io.trixter.proxy.api.http.Answer;
import io.trixter.proxy.api.http.ApiException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  private final Router router = new Router(new Actions(null, null), null);

  @ParameterizedTest
  @CsvSource({
    "GET, /health",
    "HEAD, /health",
    "GET, /health?verbose=1",
    "GET, /connections",
    "GET, /connections/x",
    "GET, /defaults",
    "GET, /proxy",
    "GET, /metrics",
    "GET, /catalog",
    "GET, /record",
    "GET, /connections?proxy=x"
  })
  void needsNoBodyForWhatIsShown(String method, String target) {
    assertThat(router.find(method, URI.create(target))).isInstanceOf(Action.Bodiless.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH, /connections/x/delay",
    "PATCH, /connections/_all/throttle",
    "PATCH, /connections/x/slice",
    "PATCH, /connections/x/termination",
    "PATCH, /connections/x/corruption",
    "POST, /connections/x/shutdown",
    "PATCH, /defaults/delay",
    "PATCH, /defaults/delay?open=true",
    "PATCH, /proxy"
  })
  void changesWhatCanBeChanged(String method, String target) {
    assertThat(router.find(method, URI.create(target))).isInstanceOf(Action.Body.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nosuch",
        "/health/",
        "/Health",
        "/connections/",
        "/connections//delay",
        "//x/health",
        "/connections/x/",
        "/connections/x/nosuch",
        "/connections/x/delay/",
        "/connections//",
        "/connections/x/delay/y",
        "/defaults/",
        "/defaults/shutdown",
        "/defaults/nosuch",
        "/proxy/",
        "/metrics/x",
        "/reset/",
        "/proxies/",
        "/version/",
        "/healt%68"
      })
  void knowsNoOtherPath(String target) {
    assertThat(refusal("GET", target).answer().status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /health, 'GET, HEAD'",
    "POST, /connections, 'GET, HEAD'",
    "PATCH, /connections/x, 'GET, HEAD'",
    "GET, /connections/x/delay, PATCH",
    "HEAD, /connections/x/delay, PATCH",
    "PUT, /connections/x/delay, PATCH",
    "PATCH, /connections/x/shutdown, POST",
    "POST, /proxy, 'GET, HEAD, PATCH'",
    "OPTIONS, /connections, 'GET, HEAD'",
    "get, /health, 'GET, HEAD'"
  })
  void saysWhichMethodsAKnownPathHas(String method, String target, String allowed) {
    Answer answer = refusal(method, target).answer();

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("Allow", allowed);
  }

  @Test
  void takesATargetWithSchemeAndHostAsThePathInIt() {
    assertThat(router.find("GET", URI.create("http://127.0.0.1:1/health"))).isNotNull();
  }

  private ApiException refusal(String method, String target) {
    return catchThrowableOfType(ApiException.class, () -> router.find(method, URI.create(target)));
  }
}
