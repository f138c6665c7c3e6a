package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.Peer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The page asks no more often than it has to, and leaves no request open. */
@InBrowser
class RequestsTest {
  private static final String HOLD = Script.load("hold-requests.js");
  private static final String FAIL_ONCE =
      "const parse = JSON.parse; JSON.parse = () => { JSON.parse = parse; throw new Error('once'); }";

  @Test
  void aConnectionThatOpensWhileProxiesAreLoadedLoadsThemNoMore() throws IOException {
    try (Scene scene = new Scene()) {
      scene.page.run(HOLD, "proxies");
      scene.add("two");
      scene.page.await("a request for proxies", d -> asked(scene) == 1);
      scene.client().close();
      scene.page.run("window.letGo()");
      scene.page.find("[data-proxy='two']");

      assertThat(asked(scene)).isEqualTo(1);
    }
  }

  @Test
  void connectionsAreAskedForAgainOnceTheAnswerHasCome() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      scene.page.run(HOLD, "connections?proxy=echo");
      scene.page.show("#connections-panel");
      scene.page.await("a request for connections", d -> asked(scene) > 0);
      scene.page.run("let n = 0; setInterval(() => { window.seconds = ++n; }, 1000)");
      scene.page.await("three seconds", d -> scene.page.run("return window.seconds >= 3"));
      assertThat(asked(scene)).isEqualTo(1);
      scene.page.run("window.letGo()");

      scene.page.find("[data-connection='" + scene.connectionOf(client).id() + "']");
      scene.page.await("another request", d -> asked(scene) == 2);
      scene.page.run("window.letGo()");
    }
  }

  @Test
  void aStreamThatThePageGivesUpIsEnded() throws IOException {
    try (Scene scene = new Scene()) {
      scene.statuses("events");
      scene.page.run(FAIL_ONCE);
      scene.page.await("another stream", d -> scene.statuses("events").contains("200"));

      Await.until("one viewer is left", () -> viewers() == 1);
    }
  }

  private static long asked(Scene scene) {
    return (long) scene.page.run("return window.asked");
  }

  private static long viewers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.getName().equals("trixter-viewer"))
        .count();
  }
}
