package io.trixter.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import io.trixter.netem.Fault;
import io.trixter.netem.nio.EngineOfTests;
import io.trixter.netem.nio.NetemChannelProvider;
import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.api.Http;
import io.trixter.proxy.model.HostPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.slf4j.LoggerFactory;

/** A proxy in a JVM of its own, for what would harm or not reach the one that runs the tests. */
final class ChildProxy implements AutoCloseable {
  private final Process process;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final int port;
  private final int api;

  /** Starts it by {@code shell}, in which {@code exec "$@"} is the JVM. */
  private ChildProxy(String shell, HostPort upstream, List<String> options) throws IOException {
    Stream<String> command =
        Stream.of(
                List.of("bash", "-c", shell, "bash", javaCommand()),
                EngineOfTests.jvmOptions(),
                options,
                List.of("-cp", classPath(), ChildProxy.class.getName(), upstream.toString()))
            .flatMap(List::stream);
    process = new ProcessBuilder(command.toList()).start();
    BufferedReader out = process.inputReader(UTF_8);
    Daemon.start("child log", this::readLog);
    String listening = out.readLine();
    if (listening == null) {
      throw new AssertionError("the child did not start: " + log);
    }
    port = HostPort.parse(listening).port();
    api = HostPort.parse(out.readLine()).port();
  }

  static ChildProxy withDescriptors(int most, HostPort upstream) throws IOException {
    Platform.assumeBash();
    return new ChildProxy("ulimit -n " + most + " && exec \"$@\"", upstream, List.of());
  }

  /** One that knows no names but those of {@code hosts}. */
  static ChildProxy withHosts(String hosts, HostPort upstream) throws IOException {
    Platform.assumeBash();
    Path file = Files.createTempFile("hosts", "");
    file.toFile().deleteOnExit();
    Files.writeString(file, hosts);
    return new ChildProxy("exec \"$@\"", upstream, List.of("-Djdk.net.hosts.file=" + file));
  }

  private static String javaCommand() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Jars, as users have them: a directory takes a descriptor for each class, at any time. */
  private static String classPath() throws IOException {
    Class<?> backend = LoggerFactory.getILoggerFactory().getClass();
    List<String> path = new ArrayList<>();
    for (Class<?> each :
        List.of(
            ChildProxy.class,
            Proxy.class,
            NetemChannelProvider.class,
            Fault.class,
            LoggerFactory.class,
            JsonFactory.class,
            backend)) {
      Path place = Path.of(each.getProtectionDomain().getCodeSource().getLocation().getPath());
      path.add(Files.isDirectory(place) ? jar(place).toString() : place.toString());
    }
    return String.join(":", path);
  }

  private static Path jar(Path directory) throws IOException {
    Path jar = Files.createTempFile(directory.getFileName().toString(), ".jar");
    jar.toFile().deleteOnExit();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> classes = Files.walk(directory)) {
      for (Path each : classes.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(directory.relativize(each).toString()));
        Files.copy(each, out);
      }
    }
    return jar;
  }

  /** The child: serves until its input ends. */
  public static void main(String... args) throws IOException {
    Setup setup = Setup.to(HostPort.parse(args[0])).connectTimeout(Duration.ofSeconds(60));
    try (Proxy proxy = setup.start();
        ApiServer server =
            ApiServer.start(proxy, new HostPort("127.0.0.1", 0), new ApiOptions(null, Set.of()))) {
      System.out.println(proxy.listen());
      System.out.println(server.address());
      System.out.flush();
      while (System.in.read() != -1) {
        // until the parent closes it
      }
    }
  }

  private void readLog() {
    try (BufferedReader lines = process.errorReader(UTF_8)) {
      lines.lines().forEach(log::add);
    } catch (IOException | RuntimeException ended) {
      // with the child
    }
  }

  Peer connect() throws IOException {
    return Peer.connect(port);
  }

  /** Where the API listens. */
  int apiPort() {
    return api;
  }

  /** A client of the API, which has asked for nothing yet. */
  Peer connectToApi() throws IOException {
    return Peer.connect(api);
  }

  /** What the API answers on a connection of its own. */
  Http.Answer call(String method, String path, String body) throws IOException {
    try (Http http = new Http(api)) {
      return http.call(method, path, body);
    }
  }

  /** What the API says of its health. */
  String health() throws IOException {
    return new String(
        URI.create("http://127.0.0.1:" + api + "/health").toURL().openStream().readAllBytes(),
        UTF_8);
  }

  /** The lines of its log with {@code text} in them. */
  List<String> logged(String text) {
    return log.stream().filter(line -> line.contains(text)).toList();
  }

  /** How much CPU time it has used. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Ends it as it should end. */
  int exit() throws IOException {
    process.outputWriter().close();
    try {
      return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1; // still runs
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      System.out.println("the child's log, for its test ended early: " + log);
    }
    process.destroyForcibly();
  }
}
