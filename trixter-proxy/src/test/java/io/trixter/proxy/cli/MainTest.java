package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FreePort;
import io.trixter.netem.nio.EngineOfTests;
import io.trixter.proxy.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a process: what it prints and how it exits. */
class MainTest {
  @Test
  void exitsWithTwoAndOneLineForAUsageError() throws Exception {
    assertThat(ended("--listen", "nope", "--upstream", "x:1"))
        .isEqualTo(
            "2 Invalid value for option '--listen': must be host:port or [v6]:port (got"
                + " nope)\n");
  }

  @Test
  void exitsWithOneForAProbabilityOutOfRange() throws Exception {
    assertThat(ended("-l", "x:0", "-c", "x:1", "--terminate-probability-rate", "1.5"))
        .isEqualTo("1 --terminate-probability-rate must be between 0.0 and 1.0 (got 1.5)\n");
  }

  @Test
  void exitsWithOneAndNamesAPortInUse() throws Exception {
    try (ServerSocket squatter = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String taken = "127.0.0.1:" + squatter.getLocalPort();
      String refusal = "1 cannot listen on " + taken + ": Address already in use";

      assertThat(ended("-l", taken, "-c", "x:1")).startsWith(refusal).hasLineCount(1);
      assertThat(ended("-l", "127.0.0.1:0", "-c", "x:1", "-a", taken))
          .startsWith(refusal)
          .hasLineCount(1);
    }
  }

  @Test
  void exitsWithOneWhenTheUpstreamIsTheProxyItself() throws Exception {
    int port = FreePort.pick();
    assertThat(ended("-l", "127.0.0.1:" + port, "-c", "localhost:" + port))
        .isEqualTo("1 upstream localhost:" + port + " is this proxy's own address\n");
  }

  @Test
  void exitsWithOneForANameThatIsUnknown() throws Exception {
    String line = "1 cannot listen on nosuch.invalid:0: ";

    assertThat(ended("-l", "nosuch.invalid:0", "-c", "x:1")).startsWith(line).hasLineCount(1);
    assertThat(ended("-l", "127.0.0.1:0", "-c", "x:1", "-a", "nosuch.invalid:0"))
        .startsWith(line)
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-l 127.0.0.1:0 -c x:1 -a 127.0.0.1:0", "demo --once"})
  void exitsWithOneAndOneLineForAnErrorAtStart(String args) throws Exception {
    Process process = start(List.of("--limit-modules", "java.base"), Main.class, args.split(" "));

    assertThat(ended(process))
        .startsWith("1 java.lang.NoClassDefFoundError: com/sun/net/httpserver/")
        .hasLineCount(1);
  }

  @Test
  void theDemoStaysUpBehindItsTourWithLinesToTry() throws Exception {
    Process process = start("demo");
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.lines().anyMatch(line -> line.contains("curl"))).isTrue();
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroy();
    }
  }

  @Test
  void logsAnExceptionThatAThreadDoesNotCatch() throws Exception {
    Process process = start(List.of(), Thrower.class);

    assertThat(ended(process))
        .matches(
            "(?s)0 \\S+ ERROR uncaught in thrower\njava.lang.IllegalStateException: oops\n\tat .*");
  }

  /** A program whose thread throws. */
  static final class Thrower {
    public static void main(String[] args) throws InterruptedException {
      LogProvider.install();
      Thread thrower =
          new Thread(
              () -> {
                throw new IllegalStateException("oops");
              },
              "thrower");
      thrower.start();
      thrower.join();
      LogProvider.LOG.drain(20_000);
    }
  }

  @Test
  void printsHelpAndVersion() throws Exception {
    assertThat(ended("--help"))
        .startsWith("0 ")
        .contains("-l, --listen=ADDR", "--api-host=NAME", "demo [--once]")
        .contains("\n  demo  ", "\n  server  ", "docs/faults.md, GET /catalog");
    assertThat(ended("demo", "-h")).startsWith("0 ").contains("--once", "--random-seed=N");
    assertThat(ended("--version")).matches("0 trixter \\d+\\.\\d+\\.\\d+.*\n");
  }

  @Test
  void logsTheSeedFirstThenWhereItListensAndExitsWithZeroOnASignal() throws Exception {
    Platform.assumeSignals();
    Process process =
        start("-l", "127.0.0.1:0", "-c", "x:1", "-a", "127.0.0.1:0", "--random-seed", "42");
    try (BufferedReader log = process.inputReader()) {
      assertThat(log.readLine())
          .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}\\S+ INFO random seed: 42");
      assertThat(log.readLine())
          .matches(
              "\\S+ INFO listening listen=127\\.0\\.0\\.1:[1-9]\\d* upstream=x:1"
                  + " api=127\\.0\\.0\\.1:[1-9]\\d*");

      process.destroy();

      assertThat(process.waitFor(2, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void showsItsProxyByItsNameWithItsFaults() throws Exception {
    String line = "-l 127.0.0.1:0 -c x:1 -a 127.0.0.1:0 --name db --delay-ms 5 --fault";
    List<String> args = new ArrayList<>(List.of(line.split(" ")));
    args.add("latency:latency=100,toxicity=0.5,stream=upstream");
    Process process = start(args.toArray(String[]::new));
    try (BufferedReader log = process.inputReader()) {
      String listening = log.readLine();
      while (!listening.contains(" listening ")) {
        listening = log.readLine();
      }
      String api = "http://" + listening.substring(listening.indexOf("api=") + 4);

      assertThat(get(api + "/proxies"))
          .startsWith("{\"db\":{\"name\":\"db\",\"listen\":\"127.0.0.1:")
          .endsWith(
              "\"toxics\":[{\"attributes\":{\"latency\":100,\"jitter\":0},"
                  + "\"name\":\"latency_upstream\",\"type\":\"latency\","
                  + "\"stream\":\"upstream\",\"toxicity\":0.5}]}}");
      assertThat(get(api + "/defaults")).contains("\"nanos\":5000000");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String get(String url) throws IOException {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The exit code, a space and what was printed. */
  private static String ended(String... args) throws IOException, InterruptedException {
    return ended(start(args));
  }

  private static String ended(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + output.replace("\r", "");
  }

  private static Process start(String... args) throws IOException {
    return start(List.of(), Main.class, args);
  }

  private static Process start(List<String> jvm, Class<?> main, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(EngineOfTests.jvmOptions());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
