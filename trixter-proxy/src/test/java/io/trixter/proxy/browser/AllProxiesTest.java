package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done by hand to all proxies at once: networks aside, reset and record. */
@InBrowser
class AllProxiesTest {
  @Test
  void aResetRemovesAllFaultsAndBringsProxiesUp() throws IOException {
    try (Scene scene = new Scene()) {
      scene.page.addFault("timeout", "downstream", "timeout", "0");
      scene.page.click("#toggle-proxy");
      scene.page.awaitText("#proxy-state", "down");
      scene.page.click("#reset-all");
      scene.page.confirm("");

      scene.page.awaitText("#proxy-state", "up");
      scene.page.awaitGone(".fault");
      scene.client().close();
    }
  }

  @Test
  void theDownloadedRecordHasWhatChanceDid(@TempDir Path directory) throws IOException {
    try (Scene scene = new Scene();
        Peer client = scene.client()) {
      scene.page.addFault("bit_flip", "upstream", "probability", "1");
      client.send("ping");
      assertThat(client.receive(4)).asString().isNotEqualTo("ping");
      Map<String, Object> there = Map.of("behavior", "allow", "downloadPath", directory.toString());
      Chromium.shared().command("Browser.setDownloadBehavior", there);
      scene.page.click("#download-record");

      Path record = directory.resolve("trixter-record.jsonl");
      List<String> lines = scene.page.await("the record", d -> linesOf(record));
      assertThat(lines).hasSizeGreaterThan(1);
      assertThat(lines.get(0)).contains("seed");
      assertThat(lines.get(1)).contains("\"echo\"", "bit_flip_upstream");
    }
  }

  private static List<String> linesOf(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : null;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
