package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.trixter.netem.FreePort;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An upstream that is the proxy itself, or leads back to it, is refused. */
class OwnAddressTest {
  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final FakeNames names = new FakeNames();

  private static Setup setup(String listen, String upstream) {
    return Setup.to(HostPort.parse(upstream)).listen(listen);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "127.0.0.1, 0.0.0.0",
    "0.0.0.0, 127.0.0.1",
    "0.0.0.0, 127.0.0.9",
    "0.0.0.0, 0.0.0.0",
    "[::], 127.0.0.1",
    "[::], [::1]",
    "[::1], [::]",
    "127.0.0.1, localhost",
    "localhost, 127.0.0.1"
  })
  void refusesToStartAsItsOwnUpstreamAndLeavesThePort(String listen, String upstream)
      throws IOException {
    int port = FreePort.pick();
    String own = upstream + ":" + port;

    assertThatIOException()
        .isThrownBy(() -> setup(listen + ":" + port, own).start())
        .withMessage("upstream " + own + " is this proxy's own address");
    setup(listen + ":" + port, "127.0.0.1:1").start().close();
  }

  @Test
  void refusesToStartWhenOneAddressOfTheUpstreamIsItsOwn() throws IOException {
    int port = FreePort.pick();
    names.become("203.0.113.1", "127.0.0.1");

    assertThatIOException()
        .isThrownBy(() -> setup("127.0.0.1:" + port, "db.test:" + port).start(names))
        .withMessage("upstream db.test:" + port + " is this proxy's own address");
  }

  @Test
  void startsWhenTheSamePortIsOfAnotherMachineOrTheNameIsNotKnownYet() throws IOException {
    int port = FreePort.pick();
    setup("0.0.0.0:" + port, "203.0.113.1:" + port).start().close();
    setup("127.0.0.1:" + port, "127.0.0.2:" + port).start().close();
    setup("127.0.0.1:" + port, "db.test:" + port).start(names).close();
    names.hold();
    setup("127.0.0.1:" + port, "db.test:" + port).start(names).close();
    names.answer();
    assertThat(log.containing("")).isEmpty();
  }

  @Test
  void refusesAConnectionOnceTheNameHasBecomeItsOwn() throws IOException {
    int port = FreePort.pick();
    try (Proxy proxy = setup("127.0.0.1:" + port, "db.test:" + port).start(names)) {
      names.become("127.0.0.1", "127.0.0.77"); // the other refuses, which says less
      try (Peer client = Peer.connect(port)) {
        assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      }
      assertThat(log.awaitEnded())
          .endsWith(
              "cause=upstream unreachable: db.test:%d: 127.0.0.1:%d is this proxy's own address"
                  .formatted(port, port));
      assertThat(proxy.metrics().connectionsEnded(EndCause.UNREACHABLE)).isOne();
    }
  }

  @Test
  void passesOverItsOwnAddressForAnother() throws IOException {
    Platform.assumeAddress("127.0.0.2");
    try (Upstream upstream = Upstream.echo()) {
      int port = upstream.port();
      try (Proxy proxy = setup("127.0.0.2:" + port, "db.test:" + port).start(names)) {
        names.become("127.0.0.2", "127.0.0.1");
        try (Peer client = Peer.connect(proxy.address())) {
          client.roundTrip();
        }
      }
    }
  }

  @Test
  void refusesToStartWhereAnotherProxyLeadsBackAndLeavesThePort() throws IOException {
    int one = FreePort.pick();
    int two = FreePort.pick();
    try (Proxy first = setup("127.0.0.1:" + one, "127.0.0.1:" + two).start()) {
      assertThatExceptionOfType(OwnAddressException.class)
          .isThrownBy(() -> setup("0.0.0.0:" + two, "127.0.0.1:" + one).start())
          .withMessage("upstream 127.0.0.1:%d leads back to this proxy", one);
      setup("0.0.0.0:" + two, "127.0.0.1:1").start().close();
      assertThat(first.isEnabled()).isTrue();
    }
  }

  @Test
  void ofTwoUpdatesAtOnceThatCloseARingOneIsRefused() throws Exception {
    try (Proxy first = setup("127.0.0.1:0", "127.0.0.1:1").start();
        Proxy second = setup("127.0.0.1:0", "127.0.0.1:1").start()) {
      for (int i = 0; i < 200; i++) {
        first.update(new ProxyUpdate().upstream("127.0.0.1:1"));
        second.update(new ProxyUpdate().upstream("127.0.0.1:1"));
        CyclicBarrier start = new CyclicBarrier(2);
        CompletableFuture<Boolean> other = new CompletableFuture<>();
        Daemon.start("updating", () -> other.complete(leads(second, first, start)));

        boolean one = leads(first, second, start);

        assertThat(one ^ other.get()).isTrue();
      }
    }
  }

  private static boolean leads(Proxy proxy, Proxy to, CyclicBarrier start) {
    try {
      start.await();
      proxy.update(new ProxyUpdate().upstream(to.listen()));
      return true;
    } catch (OwnAddressException refused) {
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refusesAConnectionThatAnotherProxyWouldLeadBack() throws IOException {
    int one = FreePort.pick();
    int two = FreePort.pick();
    names.become("203.0.113.1");
    try (Proxy first = setup("127.0.0.1:" + one, "127.0.0.1:" + two).start();
        Proxy second = setup("0.0.0.0:" + two, "db.test:" + one).start(names)) {
      names.become("127.0.0.1");
      try (Peer client = Peer.connect(second)) {
        assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      }
      assertThat(log.awaitEnded())
          .endsWith(
              "cause=upstream unreachable: db.test:%d: 127.0.0.1:%d leads back to this proxy"
                  .formatted(one, one));
      assertThat(first.metrics().connectionsAccepted()).isZero();
    }
  }

  @Test
  void aRingThatIsClosedByNamesGoesRoundOnceAtMost() throws IOException {
    List<Integer> ports = List.of(FreePort.pick(), FreePort.pick(), FreePort.pick());
    names.become("127.0.0.1");
    try (Proxy first = named(ports.get(0), ports.get(1));
        Proxy second = named(ports.get(1), ports.get(2));
        Proxy third = named(ports.get(2), ports.get(0))) {
      for (int i = 0; i < 3; i++) {
        try (Peer client = Peer.connect(first)) {
          assertThat(client.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
        }
      }
      Await.until("it is found", () -> !log.containing(" leads back to this proxy").isEmpty());
      for (Proxy each : List.of(first, second, third)) {
        Setup.awaitNoConnections(each);
        assertThat(log.containing("upstream=127.0.0.1:" + each.port() + " ").size())
            .isLessThanOrEqualTo(4); // opened and ended
      }
    }
  }

  private Proxy named(int port, int upstream) throws IOException {
    return setup("127.0.0.1:" + port, "db.test:" + upstream).start(names);
  }

  @Test
  void aChainOfProxiesIsFine() throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy last = setup("127.0.0.1:0", upstream.address().toString()).start();
        Proxy middle = setup("0.0.0.0:0", last.listen()).start();
        Proxy first = setup("127.0.0.1:0", "127.0.0.1:" + middle.port()).start();
        Peer client = Peer.connect(first)) {
      client.roundTrip();
    }
  }

  @Test
  void aProxyThatIsDownClosesNoRingUntilItIsToComeUp() throws IOException {
    int one = FreePort.pick();
    try (Proxy second = setup("127.0.0.1:0", "127.0.0.1:" + one).start()) {
      second.setEnabled(false);
      try (Proxy first = setup("127.0.0.1:" + one, second.listen()).start();
          Peer client = Peer.connect(first)) {
        assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
        assertThat(log.awaitEnded()).contains(": Connection refused");
        assertThatExceptionOfType(OwnAddressException.class)
            .isThrownBy(() -> second.setEnabled(true))
            .withMessage("upstream 127.0.0.1:%d leads back to this proxy", one);
        assertThat(second.isEnabled()).isFalse();
      }
    }
  }
}
