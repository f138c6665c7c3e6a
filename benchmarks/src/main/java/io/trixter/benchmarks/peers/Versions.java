package io.trixter.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What programs say of themselves. */
final class Versions {
  private Versions() {}

  /** The first line that {@code command} prints. */
  static String ask(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (InputStream out = process.getInputStream()) {
        String all = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        return all.lines().findFirst().orElse("says nothing");
      }
    } catch (IOException e) {
      return "unknown: " + e.getMessage();
    }
  }
}
