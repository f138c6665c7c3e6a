package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An upstream that is the proxy itself, or leads back to it, is refused. */
class OwnAddressTest {
  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final FakeNames names = new FakeNames();

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  private static ProxyConfig config(String listen, String upstream) {
    return ProxyConfig.of(HostPort.parse(listen), HostPort.parse(upstream), Setup.SEED);
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
    int port = freePort();
    String own = upstream + ":" + port;

    assertThatIOException()
        .isThrownBy(() -> Proxy.start(config(listen + ":" + port, own)))
        .withMessage("upstream " + own + " is this proxy's own address");
    Proxy.start(config(listen + ":" + port, "127.0.0.1:1")).close();
  }

  @Test
  void refusesToStartWhenOneAddressOfTheUpstreamIsItsOwn() throws IOException {
    int port = freePort();
    names.become("203.0.113.1", "127.0.0.1");

    assertThatIOException()
        .isThrownBy(() -> Proxy.start(config("127.0.0.1:" + port, "db.test:" + port), names))
        .withMessage("upstream db.test:" + port + " is this proxy's own address");
  }

  @Test
  void startsWhenTheSamePortIsOfAnotherMachineOrTheNameIsNotKnownYet() throws IOException {
    int port = freePort();
    Proxy.start(config("0.0.0.0:" + port, "203.0.113.1:" + port)).close();
    Proxy.start(config("127.0.0.1:" + port, "127.0.0.2:" + port)).close();
    Proxy.start(config("127.0.0.1:" + port, "db.test:" + port), names).close();
    names.hold();
    Proxy.start(config("127.0.0.1:" + port, "db.test:" + port), names).close();
    names.answer();
    assertThat(log.containing("")).isEmpty();
  }

  @Test
  void refusesAConnectionOnceTheNameHasBecomeItsOwn() throws IOException {
    int port = freePort();
    try (Proxy proxy = Proxy.start(config("127.0.0.1:" + port, "db.test:" + port), names)) {
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
    try (Upstream upstream = Upstream.echo()) {
      int port = upstream.port();
      try (Proxy proxy = Proxy.start(config("127.0.0.2:" + port, "db.test:" + port), names)) {
        names.become("127.0.0.2", "127.0.0.1");
        try (Peer client = Peer.connect(proxy.address())) {
          client.roundTrip();
        }
      }
    }
  }

  @Test
  void refusesAConnectionThatAnotherProxyWouldLeadBack() throws IOException {
    int one = freePort();
    int two = freePort();
    try (Proxy first = Proxy.start(config("127.0.0.1:" + one, "127.0.0.1:" + two));
        Proxy second = Proxy.start(config("0.0.0.0:" + two, "127.0.0.1:" + one));
        Peer client = Peer.connect(first)) {
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      assertThat(log.awaitEnded())
          .endsWith(
              "cause=upstream unreachable: 127.0.0.1:%d: 127.0.0.1:%d leads back to this proxy"
                  .formatted(two, two));
      assertThat(second.metrics().connectionsEnded(EndCause.UNREACHABLE)).isZero();
    }
  }

  @Test
  void aRingThatIsClosedByNamesGoesRoundOnceAtMost() throws IOException {
    List<Integer> ports = List.of(freePort(), freePort(), freePort());
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
    return Proxy.start(config("127.0.0.1:" + port, "db.test:" + upstream), names);
  }

  @Test
  void aChainOfProxiesIsFine() throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy last = Proxy.start(config("127.0.0.1:0", upstream.address().toString()));
        Proxy middle = Proxy.start(config("0.0.0.0:0", last.listen()));
        Proxy first = Proxy.start(config("127.0.0.1:0", "127.0.0.1:" + middle.port()));
        Peer client = Peer.connect(first)) {
      client.roundTrip();
    }
  }

  @Test
  void aProxyThatIsDownClosesNoRing() throws IOException {
    int one = freePort();
    int two = freePort();
    try (Proxy first = Proxy.start(config("127.0.0.1:" + one, "127.0.0.1:" + two));
        Proxy second = Proxy.start(config("127.0.0.1:" + two, "127.0.0.1:" + one))) {
      second.setEnabled(false);
      try (Peer client = Peer.connect(first)) {
        assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      }
      assertThat(log.awaitEnded()).endsWith(": Connection refused");
      second.setEnabled(true);
      try (Peer client = Peer.connect(first)) {
        assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      }
      Await.until("it is up", () -> !log.containing(" leads back to this proxy").isEmpty());
    }
  }
}
