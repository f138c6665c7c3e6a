package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.Daemon;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Upstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When direct memory runs out, the connection that needs it is reset, and the others go on. */
class DirectMemoryShortageTest {
  private static final int UNREAD = 80; // each has a buffer of 16 KiB at least
  private static final int BLOCK = 64 << 10;

  @Test
  void resetsWhomItHasNoBufferForAndServesAgainWhenThereIsOne() throws Exception {
    List<Peer> clients = new ArrayList<>();
    try (Upstream upstream = Upstream.byHand();
        Program proxy =
            Program.plain("-Xmx64m", "-XX:MaxDirectMemorySize=2m")
                .start(
                    "-l",
                    "127.0.0.1:0",
                    "-a",
                    "127.0.0.1:0",
                    "-c",
                    upstream.address().toString())) {
      for (int i = 0; i < UNREAD; i++) {
        Peer client = proxy.connect();
        clients.add(client);
        Daemon.start("trouble", () -> pour(client));
      }
      assertThat(proxy.awaitLogged(" cause=error: ")).contains("proxy: ", "direct buffer memory");
      for (Peer client : clients) {
        client.close();
      }
      for (int i = 0; i < UNREAD; i++) {
        upstream.take().close();
      }
      Await.until("all have ended", () -> proxy.logged(" ended ").size() == UNREAD);
      try (Peer late = proxy.connect();
          Peer server = upstream.take()) {
        late.send(BLOCK);
        server.receive(BLOCK);
        server.send(BLOCK);
        late.receive(BLOCK);
      }
      assertThat(proxy.terminate(20)).isZero();
    }
  }

  private static void pour(Peer client) {
    try {
      while (true) {
        client.send(BLOCK);
      }
    } catch (IOException ended) {
      // by the proxy, or by the test
    }
  }
}
