package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More connections than the heap is for: when they have left, the program serves, or has ended. */
class MemoryShortageTest {
  private static final int CLIENTS = 1_500;
  private static final int BLOCK = 16_000;
  private static final Duration PATIENCE = Duration.ofSeconds(50);

  @Test
  void servesAgainOrEndsWithThreeAndNeverStaysWithoutServing() throws Exception {
    try (Upstream upstream = Upstream.echo();
        Program proxy =
            Program.plain("-Xmx40m")
                .start(
                    "-l",
                    "127.0.0.1:0",
                    "-a",
                    "127.0.0.1:0",
                    "-c",
                    upstream.address().toString(),
                    "--delay-ms",
                    "2000")) {
      flood(proxy);
      assertThat(Await.holdsWithin(PATIENCE, () -> hasEnded(proxy) || answers(proxy))).isTrue();
      if (hasEnded(proxy)) {
        assertThat(proxy.process().exitValue()).isEqualTo(3);
        assertThat(proxy.awaitLogged("out of memory")).isNotNull();
      } else {
        assertThat(proxy.get("/health")).isEqualTo("ok");
        assertThat(proxy.terminate(5)).isZero();
      }
    }
  }

  private static boolean hasEnded(Program proxy) {
    return !proxy.process().isAlive();
  }

  private static void flood(Program proxy) throws IOException {
    List<Peer> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        Peer client = proxy.connect();
        clients.add(client);
        client.send(BLOCK);
      }
    } catch (IOException ended) {
      // the program, or this client, for want of memory
    } finally {
      for (Peer client : clients) {
        client.close();
      }
    }
  }

  private static boolean answers(Program proxy) {
    try (Peer late = proxy.connect()) {
      late.roundTrip();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
