package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the page, over the wire. */
class UiTest {
  private static final String FILE = "/ui/probe/probe.js";
  private static final String TEXT = "export const probe = \"\u00e4\";\n";

  @Test
  void servesAFileAsItIsWithWhatKeepsABrowserStrict() throws IOException {
    try (Lab lab = new Lab()) {
      Http.Answer answer = lab.call("GET", FILE, "");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(TEXT);
      assertThat(answer.headers())
          .containsEntry("Content-Type", "text/javascript; charset=utf-8")
          .containsEntry("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
          .containsEntry("X-Content-Type-Options", "nosniff")
          .containsEntry("Referrer-Policy", "no-referrer")
          .containsEntry("Cache-Control", "no-cache")
          .doesNotContainKey("Access-Control-Allow-Origin");
    }
  }

  @Test
  void servesTheIndexAtTheRoot() throws IOException {
    try (Lab lab = new Lab()) {
      Http.Answer root = lab.call("GET", "/", "");
      Http.Answer index = lab.call("GET", "/ui/index.html", "");

      assertThat(root.status()).isEqualTo(index.status());
      assertThat(root.body()).isEqualTo(index.body());
      assertThat(root.headers().get("Content-Type")).isEqualTo(index.headers().get("Content-Type"));
      assertThat(lab.call("GET", "/?x=1", "").body()).isEqualTo(root.body());
    }
  }

  @Test
  void answersHeadAsGetWithoutTheBody() throws IOException {
    try (Lab lab = new Lab();
        Http http = new Http(lab.apiPort())) {
      Http.Answer answer = http.call("HEAD", FILE, "");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers())
          .containsEntry("Content-Length", String.valueOf(TEXT.length() + 1));
      assertThat(http.call("GET", "/health", "").status()).isEqualTo(200);
    }
  }

  @Test
  void refusesOtherMethods() throws IOException {
    try (Lab lab = new Lab()) {
      Http.Answer answer = lab.call("POST", FILE, "");

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.headers()).containsEntry("Allow", "GET, HEAD");
      assertThat(answer.body()).isEqualTo("{\"error\":\"method must be one of GET\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui",
        "/ui/",
        "/ui/nosuch.js",
        "/ui/probe",
        "/ui/probe/",
        "/ui//probe/probe.js",
        "//x/",
        "//x/ui/probe/probe.js",
        "/ui/probe/probe.js/",
        "/ui/probe%2fprobe.js",
        "/ui/prob%65/probe.js",
        "/ui/./probe/probe.js",
        "/ui/../UiFiles.class",
        "/ui/%2e%2e/UiFiles.class",
        "/ui/..%2fUiFiles.class",
        "/ui/probe/../../UiFiles.class",
        "/ui/..\\UiFiles.class",
        "/ui//etc/passwd",
        "/UI/probe/probe.js",
        "*"
      })
  void knowsNoOtherFile(String path) throws IOException {
    try (Lab lab = new Lab();
        Http http = new Http(lab.apiPort())) {
      http.send("GET", path, "", new byte[0]);

      assertThat(http.answer(true).status()).isIn(400, 404);
    }
  }

  @Test
  void findsNoFileInTenThousandFolders() throws IOException {
    try (Lab lab = new Lab()) {
      assertThat(lab.call("GET", "/ui/" + "a/".repeat(10_000) + "x.js", "").status())
          .isEqualTo(404);
    }
  }

  @Test
  void asksForNoToken() throws IOException {
    try (Lab lab = new Lab(new ApiOptions("s3cret", Set.of()))) {
      assertThat(lab.call("GET", FILE, "").status()).isEqualTo(200);
      assertThat(lab.call("GET", "/ui/nosuch.js", "").status()).isEqualTo(404);
      assertThat(lab.call("GET", "/uix", "").status()).isEqualTo(401);
    }
  }

  @Test
  void servesTheFilesToABrowserThatFollowsALinkOfAnotherSite() throws IOException {
    try (Lab lab = new Lab();
        Http http = new Http(lab.apiPort())) {
      String browser = "User-Agent: Mozilla/5.0\r\nSec-Fetch-Site: cross-site\r\n";
      http.send("GET", FILE, browser, new byte[0]);
      assertThat(http.answer(true).status()).isEqualTo(200);

      http.send("GET", "/connections", browser, new byte[0]);
      assertThat(http.answer(true).status()).isEqualTo(403);
    }
  }

  @Test
  void servesNothingToAPageWhoseNameIsMadeToPointHere() throws IOException {
    try (Lab lab = new Lab();
        Http http = new Http(lab.apiPort())) {
      http.raw("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
      assertThat(http.answer(true).status()).isEqualTo(403);

      http.send("GET", FILE, "Origin: http://evil.example\r\n", new byte[0]);
      assertThat(http.answer(true).status()).isEqualTo(403);
    }
  }
}
