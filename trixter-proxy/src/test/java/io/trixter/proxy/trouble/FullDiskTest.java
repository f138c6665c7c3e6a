package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FreePort;
import io.trixter.proxy.Await;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A log that cannot be written is lost; connections are not. */
class FullDiskTest {
  private static final int CONNECTIONS = 5;

  @Test
  void aFullDiskUnderTheLogDisturbsNobody() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full");
    InetSocketAddress listen =
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), FreePort.pick());
    try (Upstream upstream = Upstream.echo();
        Program proxy =
            new Program.Setup("exec \"$@\" >/dev/full 2>/dev/full")
                .start(
                    "-l", "127.0.0.1:" + listen.getPort(), "-c", upstream.address().toString())) {
      Await.until("it listens", () -> Peer.accepts(listen));
      for (int i = 0; i < CONNECTIONS; i++) {
        try (Peer client = Peer.connect(listen)) {
          client.roundTrip();
          client.finish();
          assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
        }
      }
      assertThat(proxy.terminate(20)).isZero();
    }
  }
}
