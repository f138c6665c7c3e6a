package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.fault.Bandwidth;
import io.trixter.proxy.fault.Latency;
import io.trixter.proxy.model.Direction;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many bytes the faults of proxies hold. */
class HeldBytesTest {
  private static final Duration LONG = Duration.ofHours(1);

  private Upstream upstream;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    upstream = Upstream.byHand();
    proxy = Setup.to(upstream).threads(2).start();
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    upstream.close();
  }

  private HeldBytes held() {
    return proxy.proxyHost().heldBytes().join().get(proxy);
  }

  private void awaitHeld(long up, long down) {
    HeldBytes expected = new HeldBytes(up, down);
    Await.until("held are " + expected, () -> held().equals(expected));
  }

  @Test
  void areNoneWithoutConnectionsOrFaults() throws IOException {
    assertThat(held()).isEqualTo(new HeldBytes(0, 0));
    try (Peer client = Peer.connect(proxy);
        Peer server = upstream.take()) {
      client.send(5);
      server.receive(5);

      assertThat(held()).isEqualTo(new HeldBytes(0, 0));
    }
  }

  @Test
  void areThoseOfAllConnectionsInADelayLine() throws IOException {
    proxy.set(Direction.DOWNSTREAM, knobs -> knobs.delay().set(LONG));
    try (Peer one = Peer.connect(proxy);
        Peer server = upstream.take();
        Peer two = Peer.connect(proxy);
        Peer other = upstream.take()) {
      server.send(1000);
      other.send(234);
      awaitHeld(0, 1234);
      proxy.set(knobs -> knobs.delay().set(Duration.ZERO));

      one.receive(1000);
      two.receive(234);
      awaitHeld(0, 0);
    }
  }

  @Test
  void areThoseThatWaitForARate() throws IOException {
    proxy.faults().add(Bandwidth.bandwidth(0).upstream());
    try (Peer client = Peer.connect(proxy);
        Peer server = upstream.take()) {
      client.send(1000);
      awaitHeld(1000, 0);
      proxy.faults().clear();

      server.receive(1000);
      awaitHeld(0, 0);
    }
  }

  @Test
  void countOnceBytesThatALineHandsOnToARate() throws IOException {
    proxy.faults().add(Latency.latency(Duration.ZERO).upstream());
    proxy.faults().add(Bandwidth.bandwidth(0).upstream());
    proxy.setConnections(knobs -> knobs.throttle().set(1));
    try (Peer client = Peer.connect(proxy);
        Peer server = upstream.take()) {
      client.send(700);
      awaitHeld(700, 0);
      client.send(50);
      awaitHeld(750, 0);
      proxy.faults().clear();

      server.receive(750);
      awaitHeld(0, 0);
    }
  }

  @Test
  void areGoneWithTheirConnection() throws IOException {
    proxy.set(knobs -> knobs.delay().set(LONG));
    try (Peer client = Peer.connect(proxy)) {
      client.send(10);
      awaitHeld(10, 0);
      proxy.shutdownAll("test");

      awaitHeld(0, 0);
    }
  }

  @Test
  void areListedForEachProxyOfTheHost() throws IOException {
    ProxyHost host = proxy.proxyHost();
    Proxy other = host.add(ProxyConfig.to(upstream.address()).name("other").build());
    other.set(knobs -> knobs.delay().set(LONG));
    try (Peer client = Peer.connect(other)) {
      client.send(10);

      Await.until(
          "the other holds them",
          () ->
              host.heldBytes()
                  .join()
                  .equals(Map.of(proxy, new HeldBytes(0, 0), other, new HeldBytes(10, 0))));
    }
  }
}
