package io.trixter.proxy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FaultRecord;
import io.trixter.netem.kernel.FaultEvent;
import io.trixter.proxy.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code server --record} and {@code server --replay}, as a process. */
class ServerRecordTest {
  private static final String PROXIES =
      """
      [{"name": "one", "listen": "127.0.0.1:0", "upstream": "%s",
        "toxics": [{"type": "corruption", "toxicity": 0.5, "attributes": {"probability": 1}}]},
       {"name": "two", "listen": "127.0.0.1:0", "upstream": "%s",
        "toxics": [{"type": "bit_flip", "attributes": {"probability": 0.05}}]}]
      """;

  @TempDir private Path directory;

  private Path config(Upstream upstream) throws IOException {
    Path file = directory.resolve("proxies.json");
    return Files.writeString(file, PROXIES.formatted(upstream.address(), upstream.address()));
  }

  /** What clients of both proxies see, six of each. */
  private static List<String> seen(Running server) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String proxy : List.of("one", "two")) {
      int port = port(server, proxy);
      for (int i = 0; i < 6; i++) {
        seen.add(Running.echoed(port, "some text that is sent and comes back"));
      }
    }
    return seen;
  }

  private static int port(Running server, String proxy) throws IOException {
    byte[] answer = server.get("/proxies/" + proxy, null).getInputStream().readAllBytes();
    Matcher listen =
        Pattern.compile("\"listen\":\"[^\"]*:(\\d+)\"").matcher(new String(answer, UTF_8));
    assertThat(listen.find()).isTrue();
    return Integer.parseInt(listen.group(1));
  }

  @Test
  void theRecordOfAllProxiesIsReplayed() throws Exception {
    String file = directory.resolve("run.jsonl").toString();
    try (Upstream upstream = Upstream.echo()) {
      String config = config(upstream).toString();
      List<String> seen;
      try (Running server = Running.server("--record", file, "-config", config, "-seed=7")) {
        seen = seen(server);
        server.ended("TERM");
      }
      assertThat(FaultRecord.read(Path.of(file)).events())
          .extracting(FaultEvent::owner)
          .contains("one", "two");
      try (Running server = Running.server("--replay", file, "-config", config)) {
        assertThat(seen(server)).isEqualTo(seen);
        assertThat(server.ended("TERM")).noneMatch(line -> line.contains("replay"));
      }
    }
  }

  @Test
  void eventsOfAProxyThatIsNotThereFindNoPlace() throws Exception {
    Path file = directory.resolve("run.jsonl");
    Files.writeString(
        file,
        """
        {"format":"trixter-record","version":1,"seed":"7","configuration":""}
        {"owner":"gone","connection":0,"direction":"upstream write","fault":"x",\
        "at":0,"kind":"garbage","bytes":9,"draw":5}
        {"events":1,"dropped":0}
        """);
    try (Running server = Running.server("--replay", file.toString())) {
      assertThat(server.ended("TERM"))
          .singleElement()
          .asString()
          .endsWith(
              " WARN replay: 1 event found no place: 9 bytes of garbage after byte 0 of connection 0"
                  + " (gone, upstream write, x)");
    }
  }
}
