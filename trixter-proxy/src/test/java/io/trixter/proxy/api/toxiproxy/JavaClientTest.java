package io.trixter.proxy.api.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.Bandwidth;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import eu.rekawek.toxiproxy.model.toxic.LimitData;
import eu.rekawek.toxiproxy.model.toxic.ResetPeer;
import eu.rekawek.toxiproxy.model.toxic.Slicer;
import eu.rekawek.toxiproxy.model.toxic.SlowClose;
import eu.rekawek.toxiproxy.model.toxic.Timeout;
import io.trixter.netem.FreePort;
import io.trixter.proxy.Peer;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client that Java programs and Testcontainers' Toxiproxy module use, as it is. */
class JavaClientTest {
  private static final ToxicDirection DOWN = ToxicDirection.DOWNSTREAM;

  private Server server;
  private ToxiproxyClient client;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new Server();
    client = new ToxiproxyClient("127.0.0.1", server.port());
    proxy = client.createProxy("echo", FreePort.onLoopback(), server.echo.address().toString());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Peer connect() throws IOException {
    return Peer.connect(HostPort.parse(proxy.getListen()).port());
  }

  @Test
  void managesProxies() throws IOException {
    client.createProxy("a", "127.0.0.1:0", "127.0.0.1:1");

    assertThat(client.version()).contains("2.12.0");
    assertThat(client.getProxies()).extracting(Proxy::getName).containsExactly("a", "echo");
    assertThat(client.getProxyOrNull("nosuch")).isNull();
    assertThatThrownBy(() -> client.createProxy("a", "127.0.0.1:0", "127.0.0.1:1"))
        .hasMessageContaining("[409] proxy already exists");
    String listen = proxy.getListen();
    proxy.disable();
    assertThat(client.getProxy("echo").isEnabled()).isFalse();
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    proxy.enable();
    assertThat(proxy.getListen()).isEqualTo(listen);
    proxy.setUpstream("127.0.0.1:1");
    proxy.setListen("127.0.0.1:0");
    assertThat(client.getProxy("echo").getUpstream()).isEqualTo("127.0.0.1:1");
    proxy.delete();
    assertThat(client.getProxies()).hasSize(1);
  }

  @Test
  void addsShowsChangesAndRemovesEachTypeThatItKnows() throws IOException {
    Bandwidth bandwidth = proxy.toxics().bandwidth("b", DOWN, 10).setRate(20);
    Latency latency = proxy.toxics().latency("l", ToxicDirection.UPSTREAM, 10).setLatency(20);
    Slicer slicer = proxy.toxics().slicer("s", DOWN, 10, 3).setAverageSize(20).setSizeVariation(1);
    SlowClose slowClose = proxy.toxics().slowClose("c", DOWN, 10).setDelay(20);
    Timeout timeout = proxy.toxics().timeout("t", DOWN, 10).setTimeout(20);
    LimitData limitData = proxy.toxics().limitData("d", DOWN, 10).setBytes(20);
    ResetPeer resetPeer = proxy.toxics().resetPeer("r", DOWN, 10).setTimeout(20);
    latency.setJitter(5).setToxicity(0.1f);

    assertThat(proxy.toxics().get("b", Bandwidth.class).getRate()).isEqualTo(20);
    assertThat(proxy.toxics().get("l", Latency.class).getLatency()).isEqualTo(20);
    assertThat(proxy.toxics().get("l", Latency.class).getJitter()).isEqualTo(5);
    assertThat(proxy.toxics().get("l").getToxicity()).isEqualTo(0.1f);
    assertThat(proxy.toxics().get("l").getStream()).isEqualTo(ToxicDirection.UPSTREAM);
    assertThat(proxy.toxics().get("s", Slicer.class).getAverageSize()).isEqualTo(20);
    assertThat(proxy.toxics().get("s", Slicer.class).getSizeVariation()).isEqualTo(1);
    assertThat(proxy.toxics().get("s", Slicer.class).getDelay()).isEqualTo(3);
    assertThat(proxy.toxics().get("c", SlowClose.class).getDelay()).isEqualTo(20);
    assertThat(proxy.toxics().get("t", Timeout.class).getTimeout()).isEqualTo(20);
    assertThat(proxy.toxics().get("d", LimitData.class).getBytes()).isEqualTo(20);
    assertThat(proxy.toxics().get("r", ResetPeer.class).getTimeout()).isEqualTo(20);
    assertThat(proxy.toxics().getAll())
        .extracting(Toxic::getName)
        .containsExactly("l", "b", "s", "c", "t", "d", "r");
    for (Toxic each :
        new Toxic[] {bandwidth, latency, slicer, slowClose, timeout, limitData, resetPeer}) {
      each.remove();
    }
    assertThat(proxy.toxics().getAll()).isEmpty();
  }

  /** Testcontainers' documentation: "adding latency to a connection". */
  @Test
  void addsLatency() throws IOException {
    proxy.toxics().latency("latency", DOWN, 1_100).setJitter(100);
    try (Peer peer = connect()) {
      long start = System.nanoTime();
      peer.roundTrip();

      assertThat(System.nanoTime() - start)
          .isBetween(TimeUnit.MILLISECONDS.toNanos(1_000), TimeUnit.SECONDS.toNanos(10));
    }
  }

  /** Testcontainers' documentation: bandwidth 0 both ways is a cut connection. */
  @Test
  void cutsTheConnectionByABandwidthOfZeroAndMendsIt() throws IOException {
    try (Peer peer = connect()) {
      peer.roundTrip();
      proxy.toxics().bandwidth("CUT_CONNECTION_DOWNSTREAM", DOWN, 0);
      proxy.toxics().bandwidth("CUT_CONNECTION_UPSTREAM", ToxicDirection.UPSTREAM, 0);

      peer.send("held");
      assertThat(peer.endingWithin(300)).isEqualTo(Peer.Ending.STILL_OPEN);

      proxy.toxics().get("CUT_CONNECTION_DOWNSTREAM").remove();
      proxy.toxics().get("CUT_CONNECTION_UPSTREAM").remove();
      assertThat(peer.receive(4)).asString().isEqualTo("held");
      peer.roundTrip();
    }
  }

  @Test
  void resetsAll() throws IOException {
    proxy.toxics().timeout("timeout", DOWN, 0);
    Proxy other = client.createProxy("other", "127.0.0.1:0", "127.0.0.1:1");
    other.disable();

    client.reset();

    assertThat(proxy.toxics().getAll()).isEmpty();
    assertThat(client.getProxy("other").isEnabled()).isTrue();
    try (Peer peer = connect()) {
      peer.roundTrip();
    }
  }

  @Test
  void endsAndLimitsConnections() throws IOException {
    proxy.toxics().limitData("limit", DOWN, 3);
    try (Peer peer = connect()) {
      peer.send("four");
      assertThat(peer.receiveAll()).isEqualTo("fou");
    }
    proxy.toxics().get("limit").remove();
    proxy.toxics().resetPeer("reset", DOWN, 0);
    try (Peer peer = connect()) {
      peer.send("x");
      assertThat(peer.ending()).isEqualTo(Peer.Ending.RESET);
    }
  }
}
