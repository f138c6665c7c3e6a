package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import io.trixter.proxy.api.ApiOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The line that the page shows after an action does the same in a shell. */
@InBrowser
class CurlTest {
  @Test
  void theCopiedLineAddsTheSameFault() throws Exception {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      scene.page.addFault("latency", "downstream", "latency", "250").remove();
      scene.page.addFault("latency", "downstream", "latency", "300");
      String line = copied(scene.page);
      scene.proxy.faults().clear();
      scene.page.awaitGone(".fault");
      Shell.run(line, Map.of());

      scene.page.fault("latency_downstream").awaitValue("latency", "300");
      assertThat(Scene.roundTrip(client)).isGreaterThanOrEqualTo(300);
    }
  }

  @Test
  void aNetworkIsALineForEachFault() throws Exception {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      scene.page.choose("#network", "edge");
      scene.page.click("#add-network");
      scene.page.fault("edge_latency_upstream");
      scene.page.fault("edge_latency_downstream");
      assertThat(Scene.roundTrip(client)).isGreaterThanOrEqualTo(2 * 420);
      List<String> before = scene.faults();
      String lines = copied(scene.page);
      scene.proxy.faults().clear();
      Shell.run(lines, Map.of());

      assertThat(scene.faults()).isEqualTo(before);
    }
  }

  @Test
  void aNameWithEveryKindOfQuoteGoesThroughTheShell() throws Exception {
    String name = "a'b\"c $HOME `id` \\ ü?#/&%";
    try (Scene scene = new Scene()) {
      scene.add(name);
      scene.page.await("the proxy", d -> scene.page.all("[data-proxy]").size() == 2);
      scene.page.find("[data-proxy^=\"a'b\"]").click();
      scene.page.awaitText("#proxy-name", name);
      scene.page.click("#toggle-proxy");
      scene.page.awaitText("#proxy-state", "down");
      String line = copied(scene.page);
      scene.host.proxy(name).setEnabled(true);
      Shell.run(line, Map.of());

      assertThat(scene.host.proxy(name).isEnabled()).isFalse();
    }
  }

  @Test
  void theTokenOfALineIsAVariable() throws Exception {
    ApiOptions options = new ApiOptions("s3cret", Set.of());
    try (Scene scene = new Scene(Chromium.shared(), options)) {
      scene.enterWith("s3cret");
      scene.page.click("#toggle-proxy");
      scene.page.awaitText("#proxy-state", "down");
      String line = copied(scene.page);
      scene.proxy.setEnabled(true);

      assertThat(line).contains("$TRIXTER_API_TOKEN").doesNotContain("s3cret");
      Shell.run(line, Map.of("TRIXTER_API_TOKEN", "s3cret"));
      assertThat(scene.proxy.isEnabled()).isFalse();
    }
  }

  /** What the button has put on the clipboard. */
  private static String copied(LivePage page) {
    page.click("#copy-curl");
    page.awaitText("#copy-report", "copied");
    String text = page.clipboard();
    assertThat(text).isEqualTo(page.curl());
    return text;
  }
}
