package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of somebody else, open in the same browser, sees nothing and changes nothing. */
@InBrowser
class ForeignPageTest {
  private static final String ATTEMPTS = Script.load("attempts.js");

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"}) // another origin, and another site
  void readsNothingAndChangesNothing(String host) throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client();
        ForeignSite site = new ForeignSite()) {
      scene.page.addFault("latency", "upstream", "latency", "1");
      List<String> faults = scene.faults();
      scene.page.driver.get(site.url(host));
      Map<?, ?> outcomes = (Map<?, ?>) scene.page.driver.executeAsyncScript(ATTEMPTS, scene.url());

      assertThat(outcomes)
          .hasSizeGreaterThan(10)
          .allSatisfy(
              (attempt, outcome) -> assertThat(outcome).as("" + attempt).isEqualTo("refused"));
      assertThat(scene.statuses("reset")).hasSizeGreaterThan(1).containsOnly("403");
      assertThat(scene.faults()).isEqualTo(faults);
      assertThat(scene.host.proxies()).containsExactly(scene.proxy);
      assertThat(scene.proxy.isEnabled()).isTrue();
      client.roundTrip();
      scene.console();
      scene.requests();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void doesNotShowThePageInAFrame(String host) throws IOException {
    try (Scene scene = new Scene();
        ForeignSite site = new ForeignSite()) {
      LivePage page = scene.page;
      page.driver.get(site.url(host));
      page.run("document.body.innerHTML = `<iframe src='${arguments[0]}'></iframe>`", scene.url());
      page.await("a refusal", d -> scene.console().toString().contains("frame-ancestors"));
      page.driver.switchTo().frame(0);

      assertThat(page.all("#page")).isEmpty();
      scene.console();
      scene.requests();
    }
  }
}
