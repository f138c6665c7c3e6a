package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.Daemon;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the program takes of the machine's memory while its delay lines are full. */
@Tag("wallclock")
@EnabledOnOs(OS.LINUX)
class ResidentSizeTest {
  private static final int CONNECTIONS = 50;
  private static final long LARGEST = 640_000_000; // 256 MiB of it are the delay budget
  private static final Duration STANDSTILL = Duration.ofSeconds(2);
  private static final Pattern RELAYED =
      Pattern.compile("(?m)^trixter_bytes_total\\{[^}]*upstream[^}]*} (\\S+)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

  @Test
  void fiftyConnectionsThatPourIntoALongDelayStayUnder640Megabytes() throws Exception {
    List<Peer> clients = new ArrayList<>();
    try (Upstream upstream = Upstream.sink();
        Program proxy =
            Program.plain()
                .start(
                    ("-l 127.0.0.1:0 -a 127.0.0.1:0 --delay-ms 60000 -c " + upstream.address())
                        .split(" "))) {
      for (int i = 0; i < CONNECTIONS; i++) {
        Peer client = proxy.connect();
        clients.add(client);
        Daemon.start("pouring", () -> pour(client));
      }
      Await.until("some is relayed", () -> relayed(proxy) > 0);
      while (growsWithin(STANDSTILL, proxy)) {
        // the budget fills
      }
      assertThat(resident(proxy.process().pid())).isLessThan(LARGEST);
    } finally {
      for (Peer client : clients) {
        client.close();
      }
    }
  }

  private static void pour(Peer client) {
    byte[] chunk = new byte[64 << 10];
    try {
      while (true) {
        client.send(chunk);
      }
    } catch (IOException ended) {
      // by the test
    }
  }

  private static boolean growsWithin(Duration time, Program proxy) {
    long before = relayed(proxy);
    return Await.holdsWithin(time, () -> relayed(proxy) > before);
  }

  private static long relayed(Program proxy) {
    try {
      return (long) Double.parseDouble(group(RELAYED, proxy.get("/metrics")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In bytes. */
  private static long resident(long pid) throws IOException {
    String status = Files.readString(Path.of("/proc/" + pid + "/status"));
    return Long.parseLong(group(RESIDENT, status)) << 10;
  }

  private static String group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1);
  }
}
