package io.trixter.proxy.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.Connection;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Trixter;
import io.trixter.proxy.Upstream;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** An ending is what it was, however many operations hear of it, and in whatever order. */
class TrueEndingsTest {
  private static final int SEEDS = 20;
  private static final int BYTES = 1_500; // at 1000 a second, with a second's burst: half a second

  private final List<String> events = new CopyOnWriteArrayList<>();

  private static Connection only(Proxy proxy) {
    Await.until("it is listed", () -> proxy.connections().size() == 1);
    return proxy.connections().get(0);
  }

  /** A write from the delay line uses the error up: the next read finds the end of the stream. */
  @Test
  void aResetThatADelayedWriteMeetsFirstIsNoEndOfTheStreamToTheServer() throws Exception {
    try (Upstream upstream = Upstream.byHand();
        Proxy proxy =
            Trixter.to("127.0.0.1", upstream.port())
                .with(Direction.UPSTREAM, knobs -> knobs.throttle().set(1_000))
                .with(Direction.DOWNSTREAM, knobs -> knobs.delay().set(Duration.ofMillis(150)))
                .start()) {
      Peer client = Peer.connect(proxy.address());
      try (Peer server = upstream.take()) {
        client.send(BYTES);
        Connection connection = only(proxy);
        Await.until("read", () -> connection.bytes(Direction.UPSTREAM) == BYTES);
        server.send(1);
        Await.until("held", () -> connection.bytes(Direction.DOWNSTREAM) == 1);
        client.reset();
        assertThat(server.ending()).isEqualTo(Peer.Ending.RESET);
        assertThat(proxy.metrics().connectionsEnded(EndCause.ERROR)).isOne();
      }
    }
  }

  /** Nobody is left who could read what is held, or see a reset. */
  @Test
  void resetsOfBothSidesEndItAtOnceHoweverLongTheDelay() throws Exception {
    try (Upstream upstream = Upstream.byHand();
        Proxy proxy = Trixter.to("127.0.0.1", upstream.port()).delay(Duration.ofHours(1)).start()) {
      Peer client = Peer.connect(proxy.address());
      Peer server = upstream.take();
      Connection connection = only(proxy);
      client.send(1);
      server.send(1);
      Await.until("held", () -> connection.bytes(Direction.DOWNSTREAM) == 1);
      client.reset();
      server.reset();
      Await.until("it has ended", () -> proxy.connections().isEmpty());
      assertThat(proxy.metrics().connectionsEnded(EndCause.ERROR)).isOne();
    }
  }

  @Test
  void aHalfCloseThatIsTerminatedIsLoggedAsTerminated() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      try (Upstream upstream = Upstream.byHand();
          Proxy proxy =
              Trixter.to("127.0.0.1", upstream.port())
                  .seed(seed)
                  .with(Direction.DOWNSTREAM, knobs -> knobs.termination().set(0.5))
                  .start();
          Peer client = Peer.connect(proxy.address());
          Peer server = upstream.take()) {
        proxy.addListener(event -> events.add(event.toString()));
        server.finish();
        if (client.ending() == Peer.Ending.EOF) {
          client.finish();
        }
        Await.until("it has ended", () -> proxy.connections().isEmpty());
      }
    }
    assertThat(events.stream().filter(event -> event.contains("shutdown 0"))).isNotEmpty();
    assertThat(events.stream().filter(event -> event.startsWith("ended")))
        .allMatch(event -> event.contains("cause=terminated") || event.endsWith("cause=closed"));
  }
}
