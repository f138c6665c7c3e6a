package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The page without a pointer. */
@InBrowser
class KeyboardTest {
  private static final int MOST_STOPS = 200;

  @Test
  void addsAFaultChangesItAndRemovesIt() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      LivePage page = scene.page;
      page.find("#fault-type option[value='latency']");
      press(page, "");
      tabTo(page, "#fault-type");
      press(page, "latency");
      tabTo(page, "#fault-attributes [data-field='latency']");
      press(page, Keys.chord(Keys.CONTROL, "a"), "300");
      tabTo(page, "#add-fault");
      press(page, Keys.ENTER);
      FaultCard latency = page.fault("latency_downstream");
      latency.awaitValue("latency", "300");
      assertThat(Scene.roundTrip(client)).isGreaterThanOrEqualTo(300);

      tabBackTo(page, "[data-fault] [data-slider='latency']");
      press(page, Keys.HOME);
      latency.awaitValue("latency", "0");
      tabBackTo(page, "[data-remove='latency_downstream']");
      press(page, Keys.SPACE);
      page.awaitGone("[data-fault]");
      assertThat(scene.faults()).isEmpty();
      assertThat(page.run("return document.activeElement.id")).isEqualTo("faults-title");
    }
  }

  @Test
  void whatHasTheFocusIsSeenToHaveIt() throws IOException {
    try (Scene scene = new Scene()) {
      LivePage page = scene.page;
      page.find("#fault-type option");
      String outlined =
          "const s = getComputedStyle(document.activeElement);"
              + "return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 1;";
      for (String stop : new String[] {"#reset-all", "[data-proxy]", "#toggle-proxy", "#log"}) {
        tabTo(page, stop);
        assertThat(page.run(outlined)).as(stop).isEqualTo(true);
      }
    }
  }

  @Test
  void escapeClosesAQuestionAndReturnsTheFocus() throws IOException {
    try (Scene scene = new Scene()) {
      LivePage page = scene.page;
      tabTo(page, "#kill-all");
      press(page, Keys.ENTER);
      page.find("#confirm-dialog[open]");
      press(page, Keys.ESCAPE);
      page.awaitGone("#confirm-dialog");

      assertThat(page.run("return document.activeElement.id")).isEqualTo("kill-all");
    }
  }

  private static void tabTo(LivePage page, String css) {
    go(page, css, Keys.TAB);
  }

  private static void tabBackTo(LivePage page, String css) {
    go(page, css, Keys.chord(Keys.SHIFT, Keys.TAB));
  }

  private static void go(LivePage page, String css, CharSequence step) {
    for (int i = 0; i < MOST_STOPS; i++) {
      press(page, step);
      if ((boolean) page.run("return document.activeElement.matches(arguments[0])", css)) {
        return;
      }
    }
    throw new AssertionError("the keyboard does not come to " + css);
  }

  private static void press(LivePage page, CharSequence... keys) {
    new Actions(page.driver).sendKeys(keys).perform();
  }
}
