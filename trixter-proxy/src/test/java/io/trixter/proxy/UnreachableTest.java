package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An upstream that cannot be reached: the client is closed, and the log says why. */
class UnreachableTest {
  @RegisterExtension final CapturedLog log = new CapturedLog();

  @Test
  void anUpstreamThatRefusesClosesTheClient() throws IOException {
    HostPort dead = DeadPort.refusing();
    try (Proxy proxy = Setup.to(dead).start();
        Peer client = Peer.connect(proxy)) {
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      assertUnreachable(proxy, client, dead + ": Connection refused");
    }
  }

  @Test
  void anUpstreamThatDoesNotAnswerClosesTheClientWhenTheTimeIsOver() throws IOException {
    Duration timeout = Duration.ofMillis(200);
    try (DeadPort silent = DeadPort.silent();
        Proxy proxy = Setup.to(silent.address()).connectTimeout(timeout).start()) {
      long start = System.nanoTime();
      try (Peer client = Peer.connect(proxy)) {
        assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isBetween(timeout, timeout.plusSeconds(20));
        assertUnreachable(proxy, client, silent.address() + ": no answer in 200 ms");
      }
    }
  }

  @Test
  void aClientThatHasSentSeesAReset() throws IOException {
    try (DeadPort silent = DeadPort.silent();
        Proxy proxy = Setup.to(silent.address()).connectTimeout(Duration.ofMillis(200)).start();
        Peer client = Peer.connect(proxy)) {
      client.send("is anybody there?");

      assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    }
  }

  @Test
  void theDurationLimitEndsAConnectionThatIsStillBeingMade() throws IOException {
    try (DeadPort silent = DeadPort.silent();
        Proxy proxy =
            Setup.to(silent.address()).connectionDuration(Duration.ofMillis(100)).start();
        Peer client = Peer.connect(proxy)) {
      assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
      assertThat(log.awaitEnded()).endsWith("cause=duration limit");
      assertThat(proxy.metrics().connectionsEnded(EndCause.DURATION_LIMIT)).isOne();
    }
  }

  @Test
  void aConnectionThatIsStillBeingMadeIsNotListed() throws IOException {
    try (DeadPort silent = DeadPort.silent();
        Proxy proxy = Setup.to(silent.address()).start()) {
      Peer client = Peer.connect(proxy);
      client.send("is anybody there?");
      client.patience(100);
      assertThat(client.ending()).isEqualTo(Peer.Ending.STILL_OPEN);
      assertThat(proxy.connections()).isEmpty();
      client.close();
    }
  }

  private void assertUnreachable(Proxy proxy, Peer client, String why) {
    assertThat(log.awaitEnded())
        .contains("downstream=" + client.address() + " ")
        .contains("cause=upstream unreachable: " + why);
    assertThat(proxy.connections()).isEmpty();
    for (EndCause each : EndCause.values()) {
      assertThat(proxy.metrics().connectionsEnded(each))
          .isEqualTo(each == EndCause.UNREACHABLE ? 1 : 0);
    }
  }
}
