package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.ExpectedConditions;

/** What strangers have named is text wherever the page shows it. */
@InBrowser
class MarkupTest {
  private static final String NAME = "<img src=x onerror=alert(1)>";
  private static final String FOREIGN = "img, #log b b, a:not(.skip), iframe, object";

  @Test
  void aNameOfMarkupIsShownAndDoesNothing() throws IOException {
    try (Scene scene = new Scene()) {
      LivePage page = scene.page;
      page.click("#new-proxy summary");
      page.type("#new-proxy-name", NAME);
      page.type("#new-proxy-upstream", scene.upstream.address().toString());
      page.click("#create-proxy");
      page.awaitText("#proxy-name", NAME);
      page.type("#fault-name", NAME);
      page.choose("#fault-type", "latency");
      page.click("#add-fault");
      page.awaitText("#faults-downstream b", NAME);
      assertThat(page.find("#faults-downstream [data-remove]").getAccessibleName()).contains(NAME);
      page.awaitText("#log [data-kind='proxy-added']", NAME);
      page.awaitText("#log [data-kind='fault-added']", NAME + ": latency");

      page.click("#delete-proxy");
      page.awaitText("#confirm-text", NAME);
      page.confirm("");
      page.awaitText("#log [data-kind='proxy-removed']", NAME);
      assertHarmless(page);
    }
  }

  @Test
  void aReasonOfMarkupIsShownAndDoesNothing() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      scene.row(client).kill(NAME);
      client.ending();
      scene.page.awaitText("#log [data-kind='ended']", NAME);
      assertHarmless(scene.page);
    }
  }

  @Test
  void anErrorOfMarkupIsShownAndDoesNothing() throws IOException {
    try (Scene scene = new Scene()) {
      scene.page.click("#new-proxy summary");
      scene.page.type("#new-proxy-name", "bad");
      scene.page.type("#new-proxy-listen", NAME);
      scene.page.type("#new-proxy-upstream", "127.0.0.1:1");
      scene.page.click("#create-proxy");
      scene.page.awaitText("#new-proxy-report", NAME);
      assertHarmless(scene.page);
      assertThat(scene.host.proxies()).hasSize(1);
      assertThat(scene.console()).singleElement().asString().contains("/proxies");
    }
  }

  private static void assertHarmless(LivePage page) {
    assertThat(ExpectedConditions.alertIsPresent().apply(page.driver)).isNull();
    assertThat(page.driver.findElements(By.cssSelector(FOREIGN))).isEmpty();
  }
}
