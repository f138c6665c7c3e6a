package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.relay.Listeners;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What waits for connections to end does not wait for each in turn. */
class StuckLoopTest {
  private static final int CONNECTIONS = 20;

  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final CountDownLatch stuck = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<Peer> clients = new ArrayList<>();
  private Upstream upstream;
  private Proxy proxy;

  @BeforeEach
  void stickTheOnlyLoop() throws Exception {
    upstream = Upstream.echo();
    proxy = Setup.to(upstream).threads(1).start();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(Peer.connect(proxy));
      clients.get(i).roundTrip();
    }
    proxy.addListener(event -> stick());
    clients.get(0).close();
    stuck.await();
  }

  private void stick() {
    stuck.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void close() throws Exception {
    release.countDown();
    proxy.close();
    for (Peer client : clients) {
      client.close();
    }
    upstream.close();
  }

  private static Duration timeOf(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void shuttingAllDownHasOneDeadlineForAll() {
    Duration patience = Duration.ofMillis(200);

    Duration taken = timeOf(() -> Connection.shutdown(proxy.connections(), "over", patience));

    assertThat(taken).isBetween(patience, patience.multipliedBy(CONNECTIONS / 2));
  }

  @Test
  void closingTheProxyHasOneDeadlineForAll() {
    assertThat(timeOf(proxy::close)).isLessThan(Duration.ofSeconds(CONNECTIONS / 2));
  }

  @Test
  void closingTheHostKeepsNoListenerOfTheProxiesThatItHasNoTimeFor() throws IOException {
    int second = add("second").port();
    int third = add("third").port();

    proxy.proxyHost().close();

    assertThat(Listeners.isAnyAt(proxy.port())).isFalse();
    assertThat(Listeners.isAnyAt(second)).isFalse();
    assertThat(Listeners.isAnyAt(third)).isFalse();
  }

  private Proxy add(String name) throws IOException {
    return proxy.proxyHost().add(ProxyConfig.to(upstream.address()).name(name).build());
  }

  @Test
  void connectionsEndOnceTheLoopGoesOn() {
    Connection.shutdown(proxy.connections(), "over", Duration.ZERO);
    assertThat(proxy.connections()).isNotEmpty();

    release.countDown();

    Setup.awaitNoConnections(proxy);
  }
}
