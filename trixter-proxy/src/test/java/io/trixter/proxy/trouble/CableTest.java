package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Upstream;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A cable that is pulled: nobody says anything any more. The kernel gives up in the end, here after
 * seconds: after a quarter of an hour by default with bytes on their way, after two hours without.
 */
@Tag("soak")
@EnabledOnOs(value = OS.LINUX, disabledReason = "wants network namespaces")
class CableTest {
  private static final int A_WHILE_MILLIS = 300;

  @Test
  void aPulledCableEndsWhenTheKernelGivesUp() throws Exception {
    try (Cables cables = new Cables();
        Upstream upstream = Upstream.echo("10.213.2.1");
        Program proxy =
            new Program.Setup(cables.shell())
                .start(
                    "-l",
                    "10.213.1.2:0",
                    "--connect-timeout-ms",
                    "500",
                    "-c",
                    upstream.address().toString());
        Peer idle = proxy.connect();
        Peer busy = proxy.connect()) {
      idle.roundTrip();
      busy.roundTrip();
      cables.pull(2, true);
      busy.send(1);
      assertThat(busy.endingWithin(A_WHILE_MILLIS)).isEqualTo(Peer.Ending.STILL_OPEN);
      try (Peer late = proxy.connect()) {
        assertThat(late.ending()).isEqualTo(Peer.Ending.EOF);
      }
      assertThat(proxy.awaitLogged("cause=upstream unreachable: "))
          .endsWith(upstream.address() + ": no answer in 500 ms");
      assertThat(busy.ending()).isEqualTo(Peer.Ending.RESET);
      assertThat(idle.ending()).isEqualTo(Peer.Ending.RESET);
      Await.until("both are logged", () -> proxy.logged("cause=error: server: ").size() == 2);

      cables.pull(2, false);
      Await.until("it serves again", () -> isServed(proxy));
      try (Peer client = proxy.connect()) {
        client.roundTrip();
        cables.pull(1, true);
        assertThat(proxy.awaitLogged("cause=error: client: ")).contains("timed out");
      }
      cables.pull(1, false);
      Await.until("it serves again", () -> isServed(proxy));
      assertThat(proxy.terminate(5)).isZero();
    }
  }

  private static boolean isServed(Program proxy) {
    try (Peer client = proxy.connect()) {
      client.roundTrip();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
