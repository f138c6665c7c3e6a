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

/** SIGTERM in the midst of traffic under every fault. */
class TerminationTest {
  private static final int CLIENTS = 50;
  private static final int BLOCK = 16 << 10;

  @Test
  void aSignalEndsEveryConnectionLogsEachAndExitsWithZero() throws Exception {
    List<Peer> clients = new ArrayList<>();
    try (Upstream upstream = Upstream.echo();
        Program proxy =
            Program.plain()
                .start(
                    ("-l 127.0.0.1:0 -a 127.0.0.1:0 --delay-ms 100 --throttle-rate-bytes 100000"
                            + " --slice-size-bytes 100 --corrupt-probability-rate 0.1 -c "
                            + upstream.address())
                        .split(" "))) {
      for (int i = 0; i < CLIENTS; i++) {
        Peer client = proxy.connect();
        clients.add(client);
        Daemon.start("trouble", () -> pour(client));
      }
      Await.until("all are open", () -> proxy.logged(" opened ").size() == CLIENTS);
      clients.get(0).receive(BLOCK);
      Daemon.start("trouble", () -> poll(proxy));
      assertThat(proxy.terminate(20)).isZero();
      for (Peer client : clients) {
        assertThat(client.ending())
            .isNotEqualTo(Peer.Ending.STILL_OPEN); // its writes met the reset
        client.close();
      }
      Await.until("all are logged", () -> proxy.logged(" ended ").size() == CLIENTS);
      assertThat(proxy.logged(" ended ")).allMatch(line -> line.endsWith("cause=proxy down"));
      assertThat(proxy.logged("Exception")).isEmpty();
    }
  }

  @Test
  void aSignalEndsThoseWhoLookAtTheEvents() throws Exception {
    List<Peer> looking = new ArrayList<>();
    try (Upstream upstream = Upstream.echo();
        Program proxy =
            Program.plain()
                .start("-l", "127.0.0.1:0", "-a", "127.0.0.1:0", "-c", "" + upstream.address())) {
      for (int i = 0; i < 16; i++) {
        Peer viewer = Peer.connect(proxy.api());
        looking.add(viewer);
        viewer.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        viewer.receive(1); // and no more
      }
      assertThat(proxy.terminate(20)).isZero();
      for (Peer viewer : looking) {
        assertThat(viewer.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
        viewer.close();
      }
      assertThat(proxy.logged("Exception")).isEmpty();
    }
  }

  private static void pour(Peer client) {
    try {
      while (true) {
        client.send(BLOCK);
      }
    } catch (IOException ended) {
      // by the signal
    }
  }

  private static void poll(Program proxy) {
    try {
      while (true) {
        proxy.get("/connections");
      }
    } catch (IOException ended) {
      // by the signal
    }
  }
}
