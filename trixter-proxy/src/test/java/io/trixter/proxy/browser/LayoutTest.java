package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page fits, can be read, and says what its controls are. */
@InBrowser
class LayoutTest {
  private static final String TOO_WIDE = Script.load("too-wide.js");
  private static final String TOO_FAINT = Script.load("too-faint.js");
  private static final String LONG = "a-name-of-more-than-forty-characters-without-a-space";
  private static final List<String> CONTROLS =
      List.of("button", "textbox", "searchbox", "combobox", "slider", "spinbutton", "checkbox");

  @ParameterizedTest
  @ValueSource(ints = {360, 700, 1280})
  void nothingIsWiderThanTheWindow(int width) throws IOException {
    try (Scene scene = new Scene();
        View view = new View(scene.page.driver);
        Peer client = scene.client()) {
      view.width(width);
      fill(scene, client);

      assertThat((List<?>) scene.page.run(TOO_WIDE)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void allTextStandsOutFromWhatIsBehindIt(String scheme) throws IOException {
    try (Scene scene = new Scene();
        View view = new View(scene.page.driver);
        Peer client = scene.client()) {
      view.scheme(scheme);
      fill(scene, client);

      assertThat((List<?>) scene.page.run(TOO_FAINT)).isEmpty();
    }
  }

  @Test
  void everyControlHasAName() throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      fill(scene, client);
      scene.page.click("#new-proxy summary");

      assertThat(controls(scene.page))
          .hasSizeGreaterThan(40)
          .allSatisfy((node, name) -> assertThat(name).as(node).isNotBlank())
          .containsValue("latency of latency_downstream in ms");
    }
  }

  /** Faults of all types, a long name, the knobs of a connection, a curl line. */
  private static void fill(Scene scene, Peer client) throws IOException {
    LivePage page = scene.page;
    scene.add(LONG);
    page.addFault("latency", "downstream", "latency", "10");
    page.addFault("bandwidth", "upstream", "rate", "1000");
    page.type("#fault-name", LONG);
    page.choose("#fault-type", "slicer");
    page.click("#add-fault");
    page.fault(LONG);
    page.show("#connections-panel");
    page.click("[data-edit='" + scene.connectionOf(client).id() + "']");
    page.find("[data-knobs-of]");
  }

  /** What the browser tells those who do not see: each control with its name. */
  private static Map<String, String> controls(LivePage page) {
    return AccessibleNodes.of(page.driver).entrySet().stream()
        .filter(node -> CONTROLS.contains(node.getKey().split(" ")[0]))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
