package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.Knobs;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Memory stays bounded, whatever the knobs say and whichever side does not read. */
@Tag("wallclock")
class MemoryTest {
  private static final int MIB = 1 << 20;
  private static final int UNREAD = 8;
  private static final long LEASE = MIB;
  private static final long OTHERS = 4 * MIB; // the sockets of the test itself

  private static final int DELAYED = 50;
  private static final long BUDGET = 8 * MIB;
  private static final long WINDOW = MIB;

  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final List<Peer> clients = new ArrayList<>();

  @Test
  void serversThatDoNotReadHoldTheirClientsBack() throws IOException {
    long before = direct();
    try (Upstream upstream = Upstream.byHand();
        Proxy proxy = Setup.to(upstream).start()) {
      for (int i = 0; i < UNREAD; i++) {
        clients.add(Peer.connect(proxy));
        pour(clients.get(i), Long.MAX_VALUE / 2);
      }
      Stall.await("pouring", () -> relayed(proxy, Direction.UPSTREAM));
      assertThat(proxy.connections())
          .hasSize(UNREAD)
          .allMatch(connection -> connection.bytes(Direction.UPSTREAM) > 0);
      assertThat(direct() - before).isLessThanOrEqualTo(UNREAD * LEASE + OTHERS);
      assertThat(proxy.proxyHost().budget().used()).isZero();
      closeAll(proxy);
    }
  }

  @Test
  void clientsThatDoNotReadHoldTheirServersBack() throws IOException {
    long before = direct();
    try (Upstream upstream = Upstream.source(1);
        Proxy proxy = Setup.to(upstream).start()) {
      for (int i = 0; i < UNREAD; i++) {
        clients.add(Peer.connect(proxy));
      }
      Stall.await("pouring", () -> relayed(proxy, Direction.DOWNSTREAM));
      assertThat(direct() - before).isLessThanOrEqualTo(UNREAD * LEASE + OTHERS);
      closeAll(proxy);
    }
  }

  @Test
  void aThrottleHoldsLittleBack() throws IOException {
    long before = direct();
    try (Upstream upstream = Upstream.sink();
        Proxy proxy = Setup.to(upstream).faults(knobs -> knobs.throttle().set(1)).start()) {
      for (int i = 0; i < UNREAD; i++) {
        clients.add(Peer.connect(proxy));
        pour(clients.get(i), Long.MAX_VALUE / 2);
      }
      Stall.await("pouring", () -> relayed(proxy, Direction.UPSTREAM));
      assertThat(relayed(proxy, Direction.UPSTREAM)).isLessThanOrEqualTo(UNREAD * (16 << 10));
      assertThat(direct() - before).isLessThanOrEqualTo(OTHERS);
      closeAll(proxy);
    }
  }

  @Test
  void oneDelayedConnectionStaysWithinItsWindow() throws IOException {
    try (Upstream upstream = Upstream.sink();
        Proxy proxy =
            Setup.to(upstream).delayMemory(WINDOW, 64 * MIB).faults(MemoryTest::aMinute).start()) {
      clients.add(Peer.connect(proxy));
      pour(clients.get(0), Long.MAX_VALUE / 2);
      Stall.await("pouring", () -> proxy.proxyHost().budget().used());
      assertThat(proxy.proxyHost().budget().used()).isBetween(WINDOW / 2, WINDOW);
      closeAll(proxy);
      Await.until("what was held is given back", () -> proxy.proxyHost().budget().used() == 0);
    }
  }

  @Test
  void manyDelayedConnectionsStayWithinTheBudgetAndAllGetThrough() throws IOException {
    Upstream.Service service =
        peer -> {
          new Payload(9).verify(peer.in(), MIB);
          peer.send("intact");
        };
    try (Upstream upstream = Upstream.serving(service);
        Proxy proxy = Setup.to(upstream).delayMemory(WINDOW, BUDGET).start()) {
      proxy.defaults().upstream().delay().set(Duration.ofSeconds(60));
      for (int i = 0; i < DELAYED; i++) {
        clients.add(Peer.connect(proxy));
        pour(clients.get(i), MIB);
      }
      Await.until("all are open", () -> proxy.connections().size() == DELAYED);
      Stall.await("pouring", () -> proxy.proxyHost().budget().used());
      assertThat(proxy.proxyHost().budget().used()).isBetween(BUDGET / 2, BUDGET);
      proxy
          .connections()
          .forEach(connection -> connection.knobs().upstream().delay().set(Duration.ZERO));
      for (Peer client : clients) {
        assertThat(new String(client.receive(6))).isEqualTo("intact");
      }
      Await.until("nothing is held", () -> proxy.proxyHost().budget().used() == 0);
      closeAll(proxy);
    }
  }

  private static void aMinute(Knobs knobs) {
    knobs.delay().set(Duration.ofSeconds(60));
  }

  private static long relayed(Proxy proxy, Direction direction) {
    return proxy.metrics().bytesRelayed(direction);
  }

  private static void pour(Peer client, long bytes) {
    Daemon.start(
        "pouring",
        () -> {
          try {
            new Payload(9).send(client.out(), bytes);
          } catch (IOException ended) {
            // by the test
          }
        });
  }

  private void closeAll(Proxy proxy) throws IOException {
    proxy.shutdownAll("over");
    for (Peer client : clients) {
      client.close();
    }
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
