package io.trixter.proxy.trouble;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trixter.netem.nio.EngineOfTests;
import io.trixter.proxy.Await;
import io.trixter.proxy.Daemon;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Platform;
import io.trixter.proxy.cli.Main;
import io.trixter.proxy.model.HostPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The proxy's program as a process. */
final class Program implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile(".*listening listen=(\\S+) upstream=\\S+ api=(\\S+)");

  private static final int PATIENCE_MILLIS = 5_000;

  private final Process process;
  private final List<String> log = new CopyOnWriteArrayList<>();

  private Program(Process process) {
    this.process = process;
    Daemon.start("trouble", this::readLog);
  }

  /**
   * How a program is to be started.
   *
   * @param shell in which {@code exec "$@"} is the JVM
   * @param jvm its options
   */
  record Setup(String shell, String... jvm) {
    Setup {
      Platform.assumeBash();
    }

    Program start(String... args) throws IOException {
      return of(Main.class, args);
    }

    Program of(Class<?> main, String... args) throws IOException {
      List<String> command = new ArrayList<>(List.of("bash", "-c", shell, "bash"));
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(EngineOfTests.jvmOptions());
      command.addAll(List.of(jvm));
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
      command.addAll(List.of(args));
      return new Program(new ProcessBuilder(command).start());
    }
  }

  /** A JVM as it is. */
  static Setup plain(String... jvm) {
    return new Setup("exec \"$@\"", jvm);
  }

  private void readLog() {
    try (BufferedReader lines = process.errorReader(UTF_8)) {
      lines.lines().forEach(log::add);
    } catch (IOException | RuntimeException ended) {
      // with the process
    }
  }

  /** The lines of its log with {@code text} in them. */
  List<String> logged(String text) {
    return log.stream().filter(line -> line.contains(text)).toList();
  }

  /** The first such line, once it is there. */
  String awaitLogged(String text) {
    Await.until(text + " in " + log, () -> !logged(text).isEmpty());
    return logged(text).get(0);
  }

  private InetSocketAddress listening(int group) throws IOException {
    Matcher line = LISTENING.matcher(awaitLogged("listening "));
    if (!line.matches()) {
      throw new AssertionError("not where it listens: " + line);
    }
    return HostPort.parse(line.group(group)).resolve();
  }

  InetSocketAddress listen() throws IOException {
    return listening(1);
  }

  InetSocketAddress api() throws IOException {
    return listening(2);
  }

  Peer connect() throws IOException {
    return Peer.connect(listen());
  }

  /** What the API answers to a GET. */
  String get(String path) throws IOException {
    URI uri = URI.create("http://" + HostPort.text(api()) + path);
    URLConnection call = uri.toURL().openConnection();
    call.setConnectTimeout(PATIENCE_MILLIS);
    call.setReadTimeout(PATIENCE_MILLIS);
    return new String(call.getInputStream().readAllBytes(), UTF_8);
  }

  Process process() {
    return process;
  }

  /** Its exit code, if it ends in that time, else -1. */
  int exitWithin(int seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  /** Sends it SIGTERM; its exit code, if it ends in that time, else -1. */
  int terminate(int seconds) throws InterruptedException {
    process.toHandle().destroy(); // the process's own would close the pipe of its log
    return exitWithin(seconds);
  }

  @Override
  public void close() {
    if (process.isAlive() && !log.isEmpty()) {
      List<String> last = log.subList(Math.max(0, log.size() - 20), log.size());
      System.out.println("the last of the program's log: " + String.join("\n  ", last));
    }
    process.destroyForcibly();
  }
}
