package io.trixter.proxy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs lines as a user of a shell would. */
final class Shell {
  private Shell() {}

  /** Runs lines that have to succeed; curl fails where the API refuses. */
  static void run(String lines, Map<String, String> variables)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(succeeds("command -v curl", Map.of()), "there is no curl");
    String failing = "curl() { command curl --silent --show-error --fail \"$@\"; }; set -e\n";
    assertThat(succeeds(failing + lines, variables)).as(lines).isTrue();
  }

  private static boolean succeeds(String script, Map<String, String> variables)
      throws IOException, InterruptedException {
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
    shell.environment().putAll(variables);
    Process process = shell.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IOException("still running: " + script + output);
    }
    return process.exitValue() == 0;
  }
}
