package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An upstream that is given by name is looked up at each connection. */
class UpstreamNameTest {
  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final FakeNames names = new FakeNames("127.0.0.1");

  @Test
  void connectsToAName() throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(new HostPort("localhost", upstream.port())).start()) {
      for (int i = 0; i < 5; i++) {
        try (Peer client = Peer.connect(proxy)) {
          client.roundTrip();
          assertThat(Setup.connectionOf(proxy, client).upstream())
              .isEqualTo(upstream.address().toString());
        }
      }
    }
  }

  @Test
  void triesTheAddressesOfANameInTurn() throws IOException {
    Platform.assumeAddress("127.0.0.2");
    String hosts = "127.0.0.2 many\n127.0.0.3 many\n127.0.0.1 many\n";
    try (Upstream upstream = Upstream.echo();
        ChildProxy proxy = ChildProxy.withHosts(hosts, new HostPort("many", upstream.port()));
        Peer client = proxy.connect()) {
      client.roundTrip();
      assertThat(proxy.logged(" opened ")).allMatch(line -> line.contains("upstream=127.0.0.1:"));
      assertThat(proxy.exit()).isZero();
    }
  }

  @Test
  void aNameWithoutAnAddressIsUnreachable() throws IOException {
    try (ChildProxy proxy = ChildProxy.withHosts("127.0.0.1 known\n", new HostPort("none", 80));
        Peer client = proxy.connect()) {
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      Await.until("the end is logged", () -> !proxy.logged(" ended ").isEmpty());
      assertThat(proxy.logged(" ended ").get(0))
          .endsWith("cause=upstream unreachable: none:80: unknown host");
      assertThat(proxy.exit()).isZero();
    }
  }

  @Test
  void aBurstOfConnectionsIsServedHoweverSlowTheNameServerIs() throws IOException {
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = Setup.to(new HostPort("a.test", upstream.port())).start(names)) {
      names.hold();
      List<Peer> clients = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        clients.add(Peer.connect(proxy));
      }
      names.answer();
      for (Peer client : clients) {
        client.roundTrip();
      }
      assertThat(proxy.metrics().connectionsEnded(EndCause.UNREACHABLE)).isZero();
      assertThat(names.asked()).isLessThan(200);
      for (Peer client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aClientThatWaitsForANameIsClosedWhenTheTimeIsOver() throws IOException {
    names.hold();
    Setup setup = Setup.to(new HostPort("a.test", 80)).connectTimeout(Duration.ofMillis(200));
    try (Proxy proxy = setup.start(names);
        Peer client = Peer.connect(proxy)) {
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      assertThat(proxy.metrics().connectionsEnded(EndCause.UNREACHABLE)).isOne();
      names.answer();
    }
  }
}
