package io.trixter.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.api.Http;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the demo keeps doing behind its tour. */
class DemoPlayTest {
  private static final Pattern PAGE =
      Pattern.compile("in a browser: http://127\\.0\\.0\\.1:(\\d+)/#trixter\\s");
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
  private final Demo demo;
  private final Thread player;

  DemoPlayTest() throws IOException {
    demo = new Demo(out, 42);
    player =
        new Thread(
            () -> {
              try {
                demo.play();
              } catch (InterruptedException end) {
                // as the test wants it
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "player");
    player.start();
  }

  @AfterEach
  void end() throws Exception {
    player.interrupt();
    player.join();
    demo.close();
  }

  @Test
  void saysWhereToLook() {
    assertThat(apiPort()).isPositive();
  }

  @Test
  void keepsConnectionsOfTwoProxiesBusyBothWays() throws IOException {
    try (Http api = new Http(apiPort())) {
      for (String proxy : new String[] {"trixter", "downloads"}) {
        Await.until(
            "connections of " + proxy,
            () -> ids(get(api, "/connections?proxy=" + proxy)).size() > 1);
        for (String direction : new String[] {"upstream", "downstream"}) {
          long before = bytes(api, proxy, direction);
          Await.until(
              "bytes " + direction + " of " + proxy, () -> bytes(api, proxy, direction) > before);
        }
      }
    }
  }

  @Test
  void opensConnectionsAgainThatWereKilled() throws IOException {
    try (Http api = new Http(apiPort())) {
      Await.until("connections", () -> ids(api).size() > 1);
      Set<String> killed = ids(api);
      assertThat(api.call("POST", "/connections/_all/shutdown", "{\"reason\":\"test\"}").status())
          .isEqualTo(202);
      Await.until(
          "others",
          () -> {
            Set<String> others = ids(api);
            return others.size() > 1 && Collections.disjoint(others, killed);
          });
    }
  }

  @Test
  void recordsWhatChanceDoes() throws IOException {
    try (Http api = new Http(apiPort())) {
      api.call("PATCH", "/connections/_all/termination", "{\"probability_rate\":1.0}");
      Await.until("an event", () -> get(api, "/record").contains("\"kind\":\"terminated\""));
    }
  }

  /** The port of the page that the demo names, once it does. */
  private int apiPort() {
    Await.until("the address", () -> PAGE.matcher(text()).find());
    Matcher page = PAGE.matcher(text());
    assertThat(page.find()).isTrue();
    return Integer.parseInt(page.group(1));
  }

  private String text() {
    return shown.toString(StandardCharsets.UTF_8);
  }

  private static String get(Http api, String path) {
    try {
      return api.call("GET", path, "").body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long bytes(Http api, String proxy, String direction) {
    String sample = "trixter_bytes_total{direction=\"" + direction + "\",proxy=\"" + proxy + "\"} ";
    String metrics = get(api, "/metrics");
    int at = metrics.indexOf(sample);
    assertThat(at).as(sample).isNotNegative();
    return Long.parseLong(metrics.substring(at + sample.length()).lines().findFirst().orElse(""));
  }

  /** Those of the second proxy; the first has a client that is not of this traffic. */
  private static Set<String> ids(Http api) {
    return ids(get(api, "/connections?proxy=downloads"));
  }

  private static Set<String> ids(String connections) {
    return ID.matcher(connections).results().map(id -> id.group(1)).collect(Collectors.toSet());
  }
}
