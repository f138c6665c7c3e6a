package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.EngineOfTests;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Platform;
import io.trixter.proxy.Upstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as a process that listens. */
final class Running implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile(
          "\\S+ INFO listening (listen=\\S+:(?<port>\\d+) upstream=\\S+ )?api=\\S+:(?<api>\\d+)");

  private final Process process;
  private final BufferedReader log;
  private final List<String> before = new ArrayList<>(); // it listened
  private final int port; // 0 where it is a server
  private final int api;

  private Running(Process process) throws IOException {
    this.process = process;
    log = process.inputReader();
    String line = log.readLine();
    while (line != null && !line.contains("INFO listening ")) {
      before.add(line);
      line = log.readLine();
    }
    assertThat(line).as("a line that tells where it listens, behind %s", before).isNotNull();
    Matcher listening = LISTENING.matcher(line);
    assertThat(listening.matches()).as(line).isTrue();
    port = listening.group("port") == null ? 0 : Integer.parseInt(listening.group("port"));
    api = Integer.parseInt(listening.group("api"));
  }

  /** Starts a proxy before {@code upstream}, with an API. */
  static Running proxy(Upstream upstream, String... flags) throws IOException {
    List<String> all = new ArrayList<>(List.of(flags));
    all.addAll(List.of("-l", "127.0.0.1:0", "-a", "127.0.0.1:0", "-c", "" + upstream.address()));
    return new Running(start(all));
  }

  /** Starts a server of proxies. */
  static Running server(String... flags) throws IOException {
    List<String> all = new ArrayList<>(List.of("server", "-port=0"));
    all.addAll(List.of(flags));
    return new Running(start(all));
  }

  /** Starts the program. */
  static Process start(List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(EngineOfTests.jvmOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(flags);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** What it logged before it listened. */
  List<String> before() {
    return before;
  }

  HttpURLConnection get(String path, String token) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + api + path);
    HttpURLConnection request = (HttpURLConnection) uri.toURL().openConnection();
    if (token != null) {
      request.setRequestProperty("Authorization", "Bearer " + token);
    }
    return request;
  }

  /** What an echo of {@code text} looks like to a client of the proxy. */
  String echoed(String text) throws IOException {
    return echoed(port, text);
  }

  /** What an echo of {@code text} looks like to a client of the proxy on that port. */
  static String echoed(int port, String text) throws IOException {
    try (Peer client = Peer.connect(port)) {
      client.send(text);
      client.finish();
      return client.receiveAll();
    }
  }

  /** Ends it by that signal; returns the rest of its log. */
  List<String> ended(String signal) throws IOException, InterruptedException {
    Platform.assumeSignals();
    assertThat(get("/health", null).getResponseCode()).isEqualTo(200); // it heeds signals now
    new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("it has ended").isTrue();
    assertThat(process.exitValue()).isZero();
    return log.lines().toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
