package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FaultRecord;
import io.trixter.netem.kernel.FaultEvent;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Upstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
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

/** {@code --record} and {@code --replay}, as a process. */
class RecordTest {
  private static final Pattern LISTENING =
      Pattern.compile("\\S+ INFO listening listen=\\S+:(\\d+) upstream=\\S+ api=\\S+:(\\d+)");
  private static final String CORRUPT = "--corrupt-probability-rate";

  @TempDir private Path directory;

  /** A program that runs. */
  private static final class Program implements AutoCloseable {
    private final Process process;
    private final BufferedReader log;
    private final List<String> before = new ArrayList<>(); // it listened
    private final int port;
    private final int api;

    Program(Upstream upstream, String... flags) throws IOException {
      List<String> all = new ArrayList<>(List.of(flags));
      all.addAll(List.of("-l", "127.0.0.1:0", "-a", "127.0.0.1:0", "-c", "" + upstream.address()));
      process = start(all);
      log = process.inputReader();
      String line = log.readLine();
      while (!line.contains("INFO listening ")) {
        before.add(line);
        line = log.readLine();
      }
      Matcher listening = LISTENING.matcher(line);
      assertThat(listening.matches()).as(line).isTrue();
      port = Integer.parseInt(listening.group(1));
      api = Integer.parseInt(listening.group(2));
    }

    HttpURLConnection get(String path, String token) throws IOException {
      URI uri = URI.create("http://127.0.0.1:" + api + path);
      HttpURLConnection request = (HttpURLConnection) uri.toURL().openConnection();
      if (token != null) {
        request.setRequestProperty("Authorization", "Bearer " + token);
      }
      return request;
    }

    /** What upstream's echo of {@code text} looks like to a client. */
    String echoed(String text) throws IOException {
      try (Peer client = Peer.connect(port)) {
        client.send(text);
        client.finish();
        return client.receiveAll();
      }
    }

    /** Ends it by that signal; returns the rest of its log. */
    List<String> ended(String signal) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
      List<String> rest = log.lines().toList();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      return rest;
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(flags);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void theFileIsCompleteAfterASignalAndReplaysToTheByte(String signal) throws Exception {
    String file = directory.resolve("run.jsonl").toString();
    String seen;
    try (Upstream upstream = Upstream.echo();
        Program recording =
            new Program(
                upstream,
                "--record",
                file,
                CORRUPT,
                "1",
                "--api-token",
                "secret",
                "--api-host",
                "a",
                "--api-host",
                "b")) {
      seen = recording.echoed("text");
      assertThat(recording.get("/record", null).getResponseCode()).isEqualTo(401);
      HttpURLConnection soFar = recording.get("/record", "secret");
      assertThat(soFar.getContentType()).isEqualTo("application/x-ndjson");
      String lines = new String(soFar.getInputStream().readAllBytes(), UTF_8);
      assertThat(lines).startsWith("{\"format\":\"trixter-record\"").contains("own corruption");
      recording.ended(signal);
      assertThat(Files.readString(Path.of(file))).isEqualTo(lines);
    }
    FaultRecord record = FaultRecord.read(Path.of(file));
    assertThat(record.events()).extracting(FaultEvent::owner).containsOnly("trixter");
    assertThat(record.configuration()).contains(CORRUPT + " 1").doesNotContain("secret");
    assertThat(record.configuration()).containsOnlyOnce("--api-host a b");
    try (Upstream upstream = Upstream.echo();
        Program replaying = new Program(upstream, "--replay", file)) {
      assertThat(replaying.get("/record", null).getResponseCode()).isEqualTo(404);
      assertThat(replaying.echoed("text")).isEqualTo(seen);
      assertThat(replaying.ended("TERM")).noneMatch(line -> line.contains("replay"));
    }
  }

  @Test
  void aReplaySaysAtTheEndWhatFoundNoPlace() throws Exception {
    Path file = directory.resolve("run.jsonl");
    Files.writeString(
        file,
        """
        {"format":"trixter-record","version":1,"seed":"7","configuration":""}
        {"owner":"trixter","connection":3,"direction":"upstream write","fault":"own termination",\
        "at":1204,"kind":"terminated","flush":0}
        {"events":1,"dropped":0}
        """);
    try (Upstream upstream = Upstream.echo();
        Program replaying = new Program(upstream, "--replay", file.toString())) {
      assertThat(replaying.get("/health", null).getResponseCode()).isEqualTo(200); // it has started
      assertThat(replaying.ended("TERM"))
          .singleElement()
          .asString()
          .endsWith(
              " WARN replay: 1 events found no place: the reset after byte 1,204 of connection 3"
                  + " (trixter, upstream write, own termination)");
    }
  }

  @Test
  void aReplayOfARecordThatWasFullSaysSo() throws Exception {
    Path file = directory.resolve("run.jsonl");
    Files.writeString(
        file,
        """
        {"format":"trixter-record","version":1,"seed":"7","configuration":""}
        {"events":0,"dropped":5}
        """);
    try (Upstream upstream = Upstream.echo();
        Program replaying = new Program(upstream, "--replay", file.toString())) {
      assertThat(replaying.before)
          .anySatisfy(line -> assertThat(line).endsWith(file + " was full, and lacks 5 events"));
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsRefusedBeforeAnythingListens() throws Exception {
    Process process = start(List.of("-l", "127.0.0.1:0", "-c", "x:1", "--record", "" + directory));
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .startsWith("cannot write " + directory + ": ")
        .hasLineCount(1);
    assertThat(process.waitFor()).isEqualTo(1);
  }
}
