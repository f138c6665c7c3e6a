package io.trixter.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.FaultKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No byte is lost, doubled or reordered, whatever the knobs do. */
class IntegrityTest {
  private static final long MIB = 1 << 20;
  private static final long CHANGES = 300; // of the knobs, spread over a transfer

  @RegisterExtension final CapturedLog log = new CapturedLog();

  @Test
  void carries64MibBothWaysWhileKnobsChange() throws Exception {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(upstream).start()) {
      echoes(proxy, 64 * MIB, 1);
      assertThat(proxy.metrics().bytesRelayed(Direction.UPSTREAM)).isEqualTo(64 * MIB);
      assertThat(proxy.metrics().bytesRelayed(Direction.DOWNSTREAM)).isEqualTo(64 * MIB);
      assertThat(proxy.metrics().applied(FaultKind.DELAY)).isPositive();
      assertThat(proxy.metrics().applied(FaultKind.THROTTLE)).isPositive();
      assertThat(proxy.metrics().applied(FaultKind.SLICE)).isPositive();
      assertThat(log.awaitEnded())
          .contains("bytes_up=" + 64 * MIB, "bytes_down=" + 64 * MIB, "cause=closed");
    }
  }

  @Test
  void carriesSeveralConnectionsAtOnceWhileKnobsChange() throws Exception {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(upstream).start()) {
      echoes(proxy, 3 * MIB, 8);
      assertThat(proxy.proxyHost().budget().used()).isZero();
    }
  }

  /** Each of the connections sends so many bytes and then ends its output; all must come back. */
  private static void echoes(Proxy proxy, long bytes, int connections) throws Exception {
    List<Future<?>> exchanges = new ArrayList<>();
    List<Peer> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      clients.add(Peer.connect(proxy));
    }
    try (KnobSetter setter = new KnobSetter(proxy, Setup.SEED)) {
      for (Peer client : clients) {
        long seed = exchanges.size();
        exchanges.add(
            inBackground(
                () -> {
                  new Payload(seed)
                      .send(client.out(), bytes, at -> setter.awaitChanges(CHANGES * at / bytes));
                  client.finish();
                  return null;
                }));
        exchanges.add(
            inBackground(
                () -> {
                  new Payload(seed).verify(client.in(), bytes);
                  return client.ending();
                }));
      }
      for (Future<?> exchange : exchanges) {
        assertThat(exchange.get()).isIn(null, Peer.Ending.EOF);
      }
      assertThat(setter.changes()).isGreaterThanOrEqualTo(CHANGES * 9 / 10);
    }
    Setup.awaitNoConnections(proxy);
    assertThat(proxy.metrics().connectionsEnded(EndCause.CLOSED)).isEqualTo(connections);
    for (Peer client : clients) {
      client.close();
    }
  }

  private static <T> Future<T> inBackground(Callable<T> task) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return task.call();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        command -> {
          Thread thread = new Thread(command, "exchange");
          thread.setDaemon(true);
          thread.start();
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void carriesAllBeforeAHalfCloseOfTheClient(boolean bad) throws Exception {
    Upstream.Service service =
        peer -> {
          new Payload(3).verify(peer.in(), MIB);
          assertThat(peer.in().read()).isEqualTo(-1);
          peer.send("bye");
        };
    try (Upstream upstream = Upstream.serving(service);
        Proxy proxy = badOrNot(Setup.to(upstream), bad).start();
        Peer client = Peer.connect(proxy)) {
      new Payload(3).send(client.out(), MIB);
      client.finish();
      assertThat(client.receiveAll()).isEqualTo("bye");
      assertThat(log.awaitEnded()).contains("cause=closed");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void carriesAllBeforeAHalfCloseOfTheServer(boolean bad) throws Exception {
    try (Upstream upstream = Upstream.byHand();
        Proxy proxy = badOrNot(Setup.to(upstream), bad).start();
        Peer client = Peer.connect(proxy);
        Peer server = upstream.take()) {
      new Payload(3).send(server.out(), MIB);
      server.finish();
      new Payload(3).verify(client.in(), MIB);
      assertThat(client.in().read()).isEqualTo(-1);
      client.send("bye");
      client.finish();
      assertThat(server.receiveAll()).isEqualTo("bye");
      assertThat(log.awaitEnded()).contains("cause=closed");
    }
  }

  @Test
  void aHalfCloseLeavesTheOtherDirectionOpenForAsLongAsItTakes() throws Exception {
    try (Upstream upstream = Upstream.byHand();
        Proxy proxy = Setup.to(upstream).start();
        Peer client = Peer.connect(proxy);
        Peer server = upstream.take()) {
      client.finish();
      assertThat(server.in().read()).isEqualTo(-1);
      for (int i = 0; i < 100; i++) {
        server.send("more" + i);
        assertThat(client.receive(("more" + i).length()))
            .isEqualTo(("more" + i).getBytes(ISO_8859_1));
      }
      assertThat(proxy.connections()).hasSize(1);
    }
  }

  @Test
  void slicesKeepEveryByteInItsPlace() throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(upstream).faults(knobs -> knobs.slice().set(7)).start();
        Peer client = Peer.connect(proxy)) {
      client.roundTrip(Payload.of(5, 10_000));
    }
  }

  private static Setup badOrNot(Setup setup, boolean bad) {
    return bad
        ? setup.faults(
            knobs -> {
              knobs.delay().set(Duration.ofMillis(60));
              knobs.jitter().set(Duration.ofMillis(20));
              knobs.throttle().set(3_000_000);
              knobs.slice().set(10_000);
            })
        : setup;
  }
}
