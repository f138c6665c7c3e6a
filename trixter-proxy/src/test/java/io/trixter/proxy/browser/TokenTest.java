package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.api.ApiOptions;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WindowType;

/** The page asks for the API's token, and keeps it to itself. */
@InBrowser
class TokenTest {
  private static final String TOKEN = "s3cret&#?";

  private static Scene guarded() throws IOException {
    return new Scene(Chromium.shared(), new ApiOptions(TOKEN, Set.of()));
  }

  @Test
  void isAskedForOnceATab() throws IOException {
    try (Scene scene = guarded()) {
      scene.enterWith(TOKEN);
      scene.page.open(scene.url());

      assertThat(scene.page.find("#token-dialog").isDisplayed()).isFalse();
    }
  }

  @Test
  void isNotSharedWithAnotherTab() throws IOException {
    try (Scene scene = guarded()) {
      scene.enterWith(TOKEN);
      String first = scene.page.driver.getWindowHandle();
      scene.page.driver.switchTo().newWindow(WindowType.TAB);
      scene.page.driver.get(scene.url());
      scene.page.find("#token-dialog[open]");
      scene.page.driver.close();
      scene.page.driver.switchTo().window(first);

      assertRefusals(scene);
    }
  }

  @Test
  void isNeverPartOfAnAddress() throws IOException {
    try (Scene scene = guarded()) {
      scene.enterWith(TOKEN);
      scene.page.click("#toggle-proxy");
      scene.page.awaitText("#proxy-state", "down");

      assertThat(scene.requests())
          .hasSizeGreaterThan(5)
          .allSatisfy(
              request ->
                  assertThat(request)
                      .doesNotContainPattern("\"[a-zA-Z]*(url|Url|URL)\":\"[^\"]*s3cret"));
      assertThat(scene.page.run("return document.cookie + JSON.stringify(localStorage)"))
          .isEqualTo("{}");
    }
  }

  @Test
  void isAskedForAgainWhenItIsWrong() throws IOException {
    try (Scene scene = guarded()) {
      scene.page.driver.get(scene.url());
      scene.page.find("#token-dialog[open]");
      scene.page.type("#token-field", "guessed");
      scene.page.click("#token-submit");
      scene.page.awaitText("#token-report", "refused");
      scene.page.type("#token-field", TOKEN);
      scene.page.click("#token-submit");

      scene.page.awaitText("#proxy-name", "echo");
      assertRefusals(scene);
    }
  }

  @Test
  void mayHaveEveryKindOfCharacter() throws IOException {
    String odd = "\u00fc\u20ac\ud83d\ude00";
    try (Scene scene = new Scene(Chromium.shared(), new ApiOptions(odd, Set.of()))) {
      scene.enterWith(odd);

      assertRefusals(scene);
    }
  }

  /** The console has only the requests that were refused before there was a token. */
  private static void assertRefusals(Scene scene) {
    assertThat(scene.console()).allSatisfy(line -> assertThat(line).contains("401"));
  }
}
