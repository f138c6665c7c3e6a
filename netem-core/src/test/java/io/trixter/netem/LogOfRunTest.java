package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Properties of the JVM that record and replay what its factories make. */
class LogOfRunTest {
  @TempDir private Path directory;

  /** A program whose connections die at random: prints how much of each has passed. */
  public static final class Program {
    private Program() {}

    /** Runs it; the argument is how many bytes a write has. */
    public static void main(String... args) throws IOException {
      SocketFactory sockets = Netem.socketFactory(link -> List.of(new Terminator(0.01)));
      for (int i = 0; i < 5; i++) {
        System.out.println(passed(sockets, Integer.parseInt(args[0])));
      }
    }

    private static int passed(SocketFactory sockets, int chunk) throws IOException {
      int passed = 0;
      try (var server = Sockets.echo();
          Socket socket = sockets.createSocket(server.getInetAddress(), server.getLocalPort())) {
        OutputStream out = socket.getOutputStream();
        for (; passed < 1000; passed += chunk) {
          out.write(new byte[chunk]);
        }
      } catch (TerminatedException e) {
        return passed;
      }
      return passed;
    }
  }

  private record Ended(int status, String out, String errors) {}

  private Ended run(String property, String chunk) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(property, "-Dnetem.seed=42")); // by which something happens
    command.addAll(List.of("-cp", classPath(), Program.class.getName(), chunk));
    File out = directory.resolve("out").toFile();
    File errors = directory.resolve("errors").toFile();
    Process process = new ProcessBuilder(command).redirectOutput(out).redirectError(errors).start();
    int status = process.waitFor();
    return new Ended(status, text(out), text(errors));
  }

  private static String text(File file) throws IOException {
    return Files.readString(file.toPath(), StandardCharsets.UTF_8);
  }

  private static String classPath() throws Exception {
    List<String> places = new ArrayList<>();
    for (Class<?> each : List.of(Netem.class, LogOfRunTest.class)) {
      places.add(
          Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return String.join(File.pathSeparator, places);
  }

  @Test
  void whatOneJvmRecordsAnotherOneReplays() throws Exception {
    Path records = directory.resolve("records");
    Ended recorded = run("-Dnetem.record=" + records, "10");
    assertThat(recorded.status()).as(recorded.errors()).isZero();
    List<Path> files;
    try (Stream<Path> found = Files.list(records)) {
      files = found.toList();
    }
    assertThat(files).hasSize(1);
    assertThat(FaultRecord.read(files.get(0)).events()).isNotEmpty();
    Ended replayed = run("-Dnetem.replay=" + files.get(0), "10");
    assertThat(replayed.out()).isEqualTo(recorded.out());
    assertThat(replayed.errors()).isEmpty();
    Ended other = run("-Dnetem.replay=" + files.get(0), "1000");
    assertThat(other.status()).isZero();
  }

  @Test
  void aBadFileIsRefusedByItsName() throws Exception {
    Path file = Files.writeString(directory.resolve("x.jsonl"), "hello");
    Ended ended = run("-Dnetem.replay=" + file, "10");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.errors()).contains(file + ":1: not JSON: { expected in column 1");
  }
}
