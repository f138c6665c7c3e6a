package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Proxies that are created, taken down and up, and deleted by hand. */
@InBrowser
class ProxyActionsTest {
  @Test
  void aCreatedProxyRelays() throws IOException {
    try (Scene scene = new Scene()) {
      LivePage page = scene.page;
      page.click("#new-proxy summary");
      page.type("#new-proxy-name", "made");
      page.type("#new-proxy-upstream", scene.upstream.address().toString());
      page.click("#create-proxy");
      page.awaitText("#proxy-name", "made");

      page.awaitText("#proxy-route", scene.host.proxy("made").listen());
      try (Peer client = Peer.connect(scene.host.proxy("made"))) {
        client.roundTrip();
      }
    }
  }

  @Test
  void aProxyThatIsTakenDownEndsItsConnectionsAndTakesNoMoreUntilItIsUp() throws IOException {
    try (Scene scene = new Scene();
        Peer before = scene.client()) {
      scene.page.click("#toggle-proxy");
      scene.page.awaitText("#proxy-state", "down");
      assertThat(before.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
      assertThat(Peer.accepts(scene.proxy.address())).isFalse();

      scene.page.click("#toggle-proxy");
      scene.page.awaitText("#proxy-state", "up");
      scene.client().close();
    }
  }

  @Test
  void aDeletedProxyIsGone() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      scene.add("other");
      scene.page.select("echo");
      scene.page.click("#delete-proxy");
      scene.page.confirm("");
      scene.page.awaitText("#proxy-name", "other");

      assertThat(client.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
      assertThat(scene.host.proxies()).extracting(Proxy::name).containsExactly("other");
    }
  }

  @Test
  void aProxyThatCannotBeMadeIsRefusedInWords() throws IOException {
    try (Scene scene = new Scene()) {
      LivePage page = scene.page;
      page.click("#new-proxy summary");
      page.type("#new-proxy-name", "echo");
      page.type("#new-proxy-upstream", "127.0.0.1:1");
      page.click("#create-proxy");

      page.awaitText("#new-proxy-report", "exists");
      assertThat(scene.host.proxies()).hasSize(1);
      assertThat(scene.console()).singleElement().asString().contains("409");
    }
  }
}
