package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FreePort;
import io.trixter.proxy.Await;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** A log that nobody reads or wants. */
class LogTest {
  /** Enough to fill a pipe of 64 KiB several times. */
  private static final int CONNECTIONS = 1_000;

  @Test
  void inAPipeThatNobodyReadsItDisturbsNobody() throws Exception {
    InetSocketAddress listen = freeAddress();
    try (Upstream upstream = Upstream.echo();
        Program proxy =
            new Program.Setup("exec \"$@\" 2>&1") // into its output, which is not read
                .start(
                    "-l", "127.0.0.1:" + listen.getPort(), "-c", upstream.address().toString())) {
      Await.until("it listens", () -> Peer.accepts(listen));
      try (Peer before = Peer.connect(listen)) {
        before.roundTrip();
        for (int i = 0; i < CONNECTIONS; i++) {
          try (Peer client = Peer.connect(listen)) {
            client.roundTrip();
          }
        }
        before.roundTrip();
      }
      assertThat(proxy.terminate(5)).isZero();
    }
  }

  @Test
  void staysEmptyWhereItIsOff() throws Exception {
    InetSocketAddress listen = freeAddress();
    try (Program proxy =
        Program.plain()
            .start("-l", "127.0.0.1:" + listen.getPort(), "-c", "x:1", "--log-level", "off")) {
      Await.until("it listens", () -> Peer.accepts(listen));

      assertThat(proxy.terminate(5)).isZero();
      assertThat(proxy.logged("")).isEmpty();
    }
  }

  private static InetSocketAddress freeAddress() throws Exception {
    return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), FreePort.pick());
  }
}
