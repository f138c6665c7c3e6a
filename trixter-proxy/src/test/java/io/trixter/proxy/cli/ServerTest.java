package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.EngineOfTests;
import io.trixter.proxy.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code trixter server} as a process: what it prints, what it serves and how it exits. */
class ServerTest {
  private static final Pattern LISTENING =
      Pattern.compile("\\S+ INFO listening api=127\\.0\\.0\\.1:([1-9]\\d*)");

  @TempDir private Path directory;

  @Test
  void logsTheSeedFirstThenWhereItListensAndExitsWithZeroOnASignal() throws Exception {
    Platform.assumeSignals();
    Process process = start("-port=0", "-seed", "-1");
    try (BufferedReader log = process.inputReader()) {
      assertThat(log.readLine()).endsWith(" INFO random seed: 18446744073709551615");
      int port = port(log.readLine());
      assertThat(get(port, "/version")).isEqualTo("{\"version\": \"2.12.0\"}\n");
      assertThat(get(port, "/proxies")).isEqualTo("{}");

      process.destroy();

      assertThat(process.waitFor(2, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void beginsWithTheProxiesOfAFile() throws Exception {
    Path file = directory.resolve("f.json");
    Files.writeString(
        file,
        """
        [{"name": "p", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:1",
          "toxics": [{"type": "latency", "attributes": {"latency": 100}}]}]
        """);
    Process process = start("-port", "0", "-config", file.toString(), "--log-level", "info");
    try (BufferedReader log = process.inputReader()) {
      String line = log.readLine();
      while (!LISTENING.matcher(line).matches()) {
        line = log.readLine();
      }
      assertThat(get(port(line), "/proxies"))
          .contains("\"name\":\"p\"", "\"latency\":100", "\"enabled\":true");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void warnsOfALogLevelThatIsNone() throws Exception {
    ProcessBuilder server = builder("-port", "0");
    server.environment().put("LOG_LEVEL", "loud");
    Process process = server.start();
    try (BufferedReader log = process.inputReader()) {
      log.readLine();
      assertThat(log.readLine()).matches(LISTENING);
      assertThat(log.readLine()).contains(" WARN LOG_LEVEL is none of trace, debug, ");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void exitsWithOneForAWrongFile() throws Exception {
    Path file = directory.resolve("f.json");
    Files.writeString(file, "[\n{\"name\":\"p\"}]");

    assertThat(ended("-port=0", "-config=" + file))
        .isEqualTo("1 " + file + ":2: missing required field: upstream\n");
    assertThat(ended("-port=0", "-config=" + directory.resolve("nosuch")))
        .isEqualTo("1 cannot read " + directory.resolve("nosuch") + ": no such file\n");
  }

  @Test
  void exitsWithOneForAnApiPortInUse() throws Exception {
    try (ServerSocket squatter = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = squatter.getLocalPort();

      assertThat(ended("-host", "127.0.0.1", "-port", String.valueOf(port)))
          .startsWith("1 cannot listen on 127.0.0.1:" + port + ": Address already in use")
          .hasLineCount(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-version", "--version"})
  void tellsToxiproxysVersionToThoseWhoAskAsToxiproxyIsAsked(String flag) throws Exception {
    assertThat(ended(flag)).isEqualTo("0 toxiproxy-server version 2.12.0\n");
  }

  @Test
  void printsItsOwnVersionAndItsHelp() throws Exception {
    assertThat(ended("-V")).matches("0 trixter \\d+\\.\\d+\\.\\d+.*\n");
    assertThat(ended("-help")).startsWith("0 ").contains("--config=FILE", "-config", "--fault");
    assertThat(ended("-h")).isEqualTo(ended("--help"));
  }

  private static int port(String line) {
    Matcher listening = LISTENING.matcher(line);
    assertThat(listening.matches()).as(line).isTrue();
    return Integer.parseInt(listening.group(1));
  }

  private static String get(int port, String path) throws IOException {
    return new String(
        URI.create("http://127.0.0.1:" + port + path).toURL().openStream().readAllBytes(), UTF_8);
  }

  /** The exit code, a space and what was printed. */
  private static String ended(String... flags) throws IOException, InterruptedException {
    Process process = start(flags);
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return process.waitFor() + " " + output.replace("\r", "");
  }

  private static Process start(String... flags) throws IOException {
    return builder(flags).start();
  }

  private static ProcessBuilder builder(String... flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(EngineOfTests.jvmOptions());
    String classPath = System.getProperty("java.class.path");
    command.addAll(List.of("-cp", classPath, Main.class.getName(), "server"));
    command.addAll(List.of(flags));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }
}
