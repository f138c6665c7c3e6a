package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.kernel.FaultEvent;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

  /**
   * A program whose connections die at random, those of a factory and those of a server: prints how
   * much of each has passed.
   */
  public static final class Program {
    private static final int CONNECTIONS = 5;

    private Program() {}

    /** Runs it; the argument is how many bytes a write has, and how many such are written. */
    public static void main(String... args) throws IOException {
      int chunk = Integer.parseInt(args[0]);
      int writes = Integer.parseInt(args[1]);
      InetAddress loopback = InetAddress.getLoopbackAddress();
      SocketFactory sockets = Netem.socketFactory(link -> List.of(new Terminator(0.01)));
      try (ServerSocket server = new ServerSocket(0, 9, loopback);
          ServerSocket faulty =
              Netem.serverSocket(
                  new ServerSocket(0, 9, loopback), link -> List.of(new Terminator(0.02)))) {
        for (int i = 0; i < CONNECTIONS; i++) {
          try (Socket client = sockets.createSocket(loopback, server.getLocalPort());
              Socket accepted = server.accept()) {
            System.out.println(passed(client, accepted, chunk, writes));
          }
          try (Socket client = new Socket(loopback, faulty.getLocalPort());
              Socket accepted = faulty.accept()) {
            System.out.println(passed(accepted, client, chunk, writes));
          }
        }
      }
    }

    private static int passed(Socket from, Socket to, int chunk, int writes) throws IOException {
      int passed = 0;
      try {
        for (int i = 0; i < writes; i++) {
          from.getOutputStream().write(new byte[chunk]);
          to.getInputStream().readNBytes(chunk);
          passed += chunk;
        }
      } catch (TerminatedException e) {
        return passed;
      }
      return passed;
    }
  }

  private record Ended(int status, String out, String errors) {}

  /** Runs the program with {@code writes} of so many bytes. */
  private Ended run(String property, int chunk, int writes) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(property.split(" ")));
    command.add("-Dnetem.seed=42"); // by which something happens
    command.addAll(List.of("-cp", classPath(), Program.class.getName(), "" + chunk, "" + writes));
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

  /** The file that a run with such writes has left. */
  private Path recorded(int chunk, int writes) throws Exception {
    Path records = directory.resolve("records");
    Ended recorded = run("-Dnetem.record=" + records, chunk, writes);
    assertThat(recorded.status()).as(recorded.errors()).isZero();
    Files.writeString(directory.resolve("recorded"), recorded.out());
    try (Stream<Path> found = Files.list(records)) {
      assertThat(found).hasSize(1);
    }
    try (Stream<Path> found = Files.list(records)) {
      return found.findFirst().orElseThrow();
    }
  }

  @Test
  void whatOneJvmRecordsAnotherOneReplaysInOtherChunks() throws Exception {
    Path file = recorded(10, 100);
    FaultRecord record = FaultRecord.read(file);
    assertThat(record.events()).extracting(FaultEvent::owner).contains("netem", "netem#2");
    for (int chunk : new int[] {1, 5, 10}) {
      Ended replayed = run("-Dnetem.replay=" + file, chunk, 1000 / chunk);
      assertThat(replayed.out()).isEqualTo(text(directory.resolve("recorded").toFile()));
      assertThat(replayed.errors()).isEmpty();
    }
  }

  @Test
  void whatFindsNoPlaceIsToldWhenTheJvmEnds() throws Exception {
    Path file = recorded(10, 100);
    Ended replayed = run("-Dnetem.replay=" + file, 1, 1);
    assertThat(replayed.status()).isZero();
    assertThat(replayed.out().lines()).containsOnly("1");
    List<String> unplaced =
        FaultRecord.read(file).events().stream().map(e -> "found no place: " + e).toList();
    assertThat(replayed.errors().lines()).containsExactlyElementsOf(unplaced);
  }

  @Test
  void aRecordOfAReplayIsRefused() throws Exception {
    Path file = recorded(10, 100);
    Ended ended = run("-Dnetem.replay=" + file + " -Dnetem.record=" + directory, 10, 100);
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.errors()).contains("-Dnetem.record and -Dnetem.replay exclude each other");
  }

  @Test
  void aBadFileIsRefusedByItsName() throws Exception {
    Path file = Files.writeString(directory.resolve("x.jsonl"), "hello");
    Ended ended = run("-Dnetem.replay=" + file, 10, 100);
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.errors()).contains(file + ":1: not JSON: { expected in column 1");
  }
}
