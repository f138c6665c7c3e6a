package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FaultRecord;
import io.trixter.netem.kernel.FaultEvent;
import io.trixter.proxy.Upstream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --record} and {@code --replay}, as a process. */
class RecordTest {
  private static final String CORRUPT = "--corrupt-probability-rate";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void theFileIsCompleteAfterASignalAndReplaysToTheByte(String signal) throws Exception {
    String file = directory.resolve("run.jsonl").toString();
    String seen;
    try (Upstream upstream = Upstream.echo();
        Running recording =
            Running.proxy(
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
        Running replaying = Running.proxy(upstream, "--replay", file)) {
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
        Running replaying = Running.proxy(upstream, "--replay", file.toString())) {
      assertThat(replaying.ended("TERM"))
          .singleElement()
          .asString()
          .endsWith(
              " WARN replay: 1 event found no place: the reset after byte 1,204 of connection 3"
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
        Running replaying = Running.proxy(upstream, "--replay", file.toString())) {
      assertThat(replaying.before())
          .anySatisfy(line -> assertThat(line).endsWith(file + " was full, and lacks 5 events"));
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsRefusedBeforeAnythingListens() throws Exception {
    Process process =
        Running.start(List.of("-l", "127.0.0.1:0", "-c", "x:1", "--record", "" + directory));
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .startsWith("cannot write " + directory + ": ")
        .hasLineCount(1);
    assertThat(process.waitFor()).isEqualTo(1);
  }
}
