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
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class ResidentSizeTest {
  private static final int CONNECTIONS = 50;
  private static final long LARGEST = 600_000_000; // 256 MiB of it are the delay budget
  private static final Duration STANDSTILL = Duration.ofSeconds(2);
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

  @Test
  void fiftyConnectionsThatPourIntoALongDelayStayUnder600Megabytes() throws Exception {
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
      proxy.awaitLogged("delay budget");
      long pid = proxy.process().pid();
      while (growsWithin(STANDSTILL, pid)) {
        // the budget fills
      }
      assertThat(resident(pid)).isLessThan(LARGEST);
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

  private static boolean growsWithin(Duration time, long pid) {
    long before = resident(pid);
    return Await.holdsWithin(time, () -> resident(pid) > before);
  }

  /** In bytes. */
  private static long resident(long pid) {
    try {
      return Long.parseLong(group(RESIDENT, Files.readString(Path.of("/proc/" + pid + "/status"))))
          << 10;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String group(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1);
  }
}
