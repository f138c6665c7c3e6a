package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.proxy.model.EndCause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections leave nothing behind, however they end. */
class LeakTest {
  private static final int AT_ONCE = 100;
  private static final int BATCHES = 10;
  private static final int A_FEW = 8;
  private static final int MESSAGE = 1_000;

  @RegisterExtension final CapturedLog log = new CapturedLog();

  /** A way to end a connection that has bytes on their way. */
  private interface Ending {
    void end(Peer client, Proxy proxy) throws IOException;
  }

  @Test
  void aPortThatCannotBeBoundLeavesNothing() throws IOException {
    try (Upstream taken = Upstream.echo()) {
      Setup setup = Setup.to(taken.address()).listen(taken.address().toString());
      assertThatThrownBy(() -> setup.start()).hasMessageContaining("cannot listen on");
      long descriptors = Platform.descriptors();
      for (int i = 0; i < BATCHES; i++) {
        assertThatThrownBy(() -> setup.start()).hasMessageContaining("cannot listen on");
      }
      Await.until("descriptors are gone", () -> Platform.descriptors() <= descriptors + A_FEW);
    }
  }

  @Test
  void connectionsThatTheClientClosesLeaveNothing() throws IOException {
    assertNothingLeft(EndCause.CLOSED, Upstream.echo(), (client, proxy) -> client.finish());
  }

  @Test
  void connectionsThatTheServerClosesLeaveNothing() throws IOException {
    assertNothingLeft(
        EndCause.CLOSED,
        Upstream.serving(peer -> peer.receive(MESSAGE)),
        (client, proxy) -> {
          assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
          client.finish();
        });
  }

  @Test
  void connectionsThatAreShutDownLeaveNothing() throws IOException {
    assertNothingLeft(
        EndCause.SHUTDOWN,
        Upstream.echo(),
        (client, proxy) -> {
          Connection connection = Setup.connectionOf(proxy, client);
          connection.knobs().downstream().delay().set(Duration.ofSeconds(60));
          client.send("held");
          connection.shutdown("enough");
        });
  }

  @Test
  void connectionsThatAreTerminatedLeaveNothing() throws IOException {
    assertNothingLeft(
        EndCause.TERMINATED,
        Upstream.echo(),
        (client, proxy) -> {
          Connection connection = Setup.connectionOf(proxy, client);
          client.receive(MESSAGE); // the echo of which would end it before the next is sent
          connection.knobs().downstream().termination().set(1.0);
          client.send("x");
        });
  }

  @Test
  void connectionsThatGrowTooOldLeaveNothing() throws IOException {
    assertNothingLeft(
        EndCause.DURATION_LIMIT,
        Upstream.echo(),
        (client, proxy) -> proxy.defaults().upstream().delay().set(Duration.ofSeconds(60)));
  }

  private void assertNothingLeft(EndCause cause, Upstream upstream, Ending ending)
      throws IOException {
    Duration limit = cause == EndCause.DURATION_LIMIT ? Duration.ofMillis(250) : Duration.ZERO;
    int threads = proxyThreads();
    try (upstream;
        Proxy proxy = Setup.to(upstream).connectionDuration(limit).start()) {
      batch(proxy, ending);
      long descriptors = Platform.descriptors();
      int running = proxyThreads();
      for (int i = 1; i < BATCHES; i++) {
        batch(proxy, ending);
      }
      Await.until("descriptors are gone", () -> Platform.descriptors() <= descriptors + A_FEW);
      assertThat(proxyThreads()).isEqualTo(running);
      assertThat(proxy.proxyHost().budget().used()).isZero();
      assertThat(proxy.metrics().connectionsEnded(cause)).isEqualTo(AT_ONCE * BATCHES);
      assertThat(log.ended()).hasSize(AT_ONCE * BATCHES);
    }
    Await.until("threads are gone", () -> proxyThreads() <= threads);
  }

  private static void batch(Proxy proxy, Ending ending) throws IOException {
    byte[] message = Payload.of(1, MESSAGE);
    List<Peer> clients = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      clients.add(Peer.connect(proxy));
      clients.get(i).send(message);
    }
    for (Peer client : clients) {
      ending.end(client, proxy);
    }
    for (Peer client : clients) {
      assertThat(client.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
      client.close();
    }
    Setup.awaitNoConnections(proxy);
  }

  private static int proxyThreads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("trixter-"))
            .count();
  }
}
