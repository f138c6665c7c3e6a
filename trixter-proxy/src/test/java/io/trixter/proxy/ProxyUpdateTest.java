package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.trixter.netem.FreePort;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.ListenException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy that comes to listen elsewhere, to go elsewhere, to stop. */
class ProxyUpdateTest {
  private static final ProxyUpdate NOTHING = new ProxyUpdate();

  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final Upstream upstream;
  private final ProxyHost host;
  private final List<Peer> clients = new ArrayList<>();

  ProxyUpdateTest() throws IOException {
    upstream = Upstream.echo();
    host = ProxyHost.start(new HostConfig().withThreads(2));
  }

  @AfterEach
  void close() throws IOException {
    for (Peer each : clients) {
      each.close();
    }
    host.close();
    upstream.close();
  }

  private ProxyConfigBuilder config() {
    return ProxyConfig.to(upstream.address()).name("p");
  }

  private Proxy proxy() throws IOException {
    return host.add(config().listen(FreePort.onLoopback()).build());
  }

  private Peer client(Proxy proxy) throws IOException {
    return client(proxy.port());
  }

  private Peer client(int port) throws IOException {
    Peer client = Peer.connect(port);
    clients.add(client);
    client.roundTrip();
    return client;
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:", "127.0.0.1:", "[::ffff:127.0.0.1]:"})
  void theSameAddressInOtherWordsChangesNothing(String other) throws IOException {
    Proxy proxy = proxy();
    Peer client = client(proxy);

    proxy.update(new ProxyUpdate(other + proxy.port(), proxy.upstream(), true));
    proxy.update(NOTHING);

    client.roundTrip();
    assertThat(proxy.listen()).isEqualTo("127.0.0.1:" + proxy.port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:", ":", "[::]:"})
  void theTextThatWasAskedForChangesNothing(String all) throws IOException {
    String listen = all + FreePort.pick();
    Proxy proxy = host.add(config().listen(listen).build());
    Peer client = client(proxy);

    proxy.update(NOTHING.listen(listen));
    proxy.update(NOTHING.listen(proxy.listen()));

    client.roundTrip();
  }

  @Test
  void anyPortIsAnotherPort() throws IOException {
    Proxy proxy = proxy();
    int before = proxy.port();

    proxy.update(NOTHING.listen("127.0.0.1:0"));

    assertThat(proxy.port()).isNotEqualTo(before);
    client(proxy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:", ":"})
  void noPortIsAnyPortAndAnotherOneEachTime(String listen) throws IOException {
    Proxy proxy = host.add(config().listen(listen).build());
    int before = proxy.port();
    client(proxy);

    proxy.update(NOTHING.listen(listen));

    assertThat(proxy.port()).isNotEqualTo(before);
    client(proxy);
  }

  @Test
  void anUpstreamWithoutAHostIsOnThisMachine() throws IOException {
    String port = ":" + upstream.port();
    Proxy proxy = host.add(ProxyConfig.to(port).name("q").build());

    client(proxy);

    assertThat(proxy.upstream()).isEqualTo(port);
  }

  @Test
  void listensElsewhereAndClosesItsConnectionsWithoutAReset() throws IOException {
    Proxy proxy = proxy();
    Peer client = client(proxy);
    int before = proxy.port();
    int port = FreePort.pick();
    proxy.defaults().upstream().slice().set(5);

    proxy.update(NOTHING.listen("localhost:" + port));

    assertThat(proxy.listen()).isEqualTo("127.0.0.1:" + port);
    assertThat(Peer.accepts(new InetSocketAddress("127.0.0.1", before))).isFalse();
    assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    client(proxy);
    assertThat(proxy.defaults().upstream().slice().get()).isEqualTo(5);
  }

  @Test
  void aWiderAddressAtTheSamePortIsAnotherOne() throws IOException {
    Proxy proxy = proxy();
    Peer client = client(proxy);

    proxy.update(NOTHING.listen("0.0.0.0:" + proxy.port()));

    assertThat(proxy.listen()).isEqualTo("0.0.0.0:" + proxy.port());
    assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    client(proxy);
  }

  @Test
  void goesElsewhereAndClosesTheConnectionsOfTheOldWay() throws IOException {
    Proxy proxy = proxy();
    Peer client = client(proxy);
    try (Upstream other = Upstream.source(3)) {
      proxy.update(NOTHING.upstream(other.address().toString()));

      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      assertThat(proxy.upstream()).isEqualTo(other.address().toString());
      try (Peer next = Peer.connect(proxy)) {
        assertThat(next.receive(10)).hasSize(10);
      }
    }
  }

  @Test
  void noConnectionGoesTheOldWayOnceTheCallHasReturned() throws Exception {
    Proxy proxy = proxy();
    try (Upstream other = Upstream.echo()) {
      Queue<IOException> refused = new ConcurrentLinkedQueue<>();
      String[] ways = {other.address().toString(), upstream.address().toString()};
      for (int i = 0; i < 40; i++) {
        Thread connecting = Daemon.start("connecting", () -> connectSome(proxy.port(), refused));
        String way = ways[i % 2];
        proxy.update(NOTHING.upstream(way));
        assertThat(proxy.connections()).allMatch(each -> each.upstream().equals(way));
        connecting.join();
      }
      assertThat(refused).isEmpty();
    }
  }

  private static void connectSome(int port, Queue<IOException> refused) {
    for (int i = 0; i < 5; i++) {
      try {
        Peer.connect(port).close();
      } catch (IOException e) {
        refused.add(e);
      }
    }
  }

  @Test
  void leavesAllAsItWasWhenTheNewPortIsTaken() throws IOException {
    Proxy proxy = proxy();
    Peer client = client(proxy);
    String before = proxy.listen();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String listen = "127.0.0.1:" + taken.getLocalPort();

      assertThatExceptionOfType(ListenException.class)
          .isThrownBy(() -> proxy.update(new ProxyUpdate(listen, "x:1", true)))
          .satisfies(
              refusal -> {
                assertThat(refusal.isInUse()).isTrue();
                assertThat(refusal.isResolved()).isTrue();
                assertThat(refusal.address()).isEqualTo(listen);
                assertThat(refusal.reason()).isEqualTo("bind: address already in use");
              });
    }
    client.roundTrip();
    assertThat(proxy.listen()).isEqualTo(before);
    assertThat(proxy.upstream()).isEqualTo(upstream.address().toString());
    assertThat(proxy.isEnabled()).isTrue();
  }

  @Test
  void connectionsEndThoughTheListenerCannotBeClosed() throws Exception {
    Proxy proxy = proxy();
    Peer client = client(proxy);
    BrokenListener broken = BrokenListener.in(proxy);

    assertThatNullPointerException().isThrownBy(proxy::stop);
    broken.mend();

    assertThat(client.endingWithin(5_000)).isEqualTo(Peer.Ending.EOF);
    assertThat(proxy.isEnabled()).isFalse();
  }

  @Test
  void anErrorAfterTheNewPortIsBoundGivesItBack() throws Exception {
    Proxy proxy = proxy();
    Peer client = client(proxy);
    Proxy other = host.add(config().name("other").build());
    String listen = FreePort.onLoopback();
    BrokenListener broken = BrokenListener.in(other);

    assertThatNullPointerException()
        .isThrownBy(() -> proxy.update(new ProxyUpdate(listen, other.listen(), true)));
    assertThatNullPointerException()
        .isThrownBy(
            () -> host.add(ProxyConfig.to(other.listen()).name("q").listen(listen).build()));
    broken.mend();

    client.roundTrip();
    assertThat(proxy.upstream()).isEqualTo(upstream.address().toString());
    assertThat(host.add(config().name("q").listen(listen).build()).listen()).isEqualTo(listen);
  }

  @Test
  void namesWhatIsNoAddress() throws IOException {
    Proxy proxy = proxy();
    assertThat(refusal(proxy, "local373")).isEqualTo("address local373: missing port in address");
    assertThat(refusal(proxy, "x:99999")).isEqualTo("address 99999: invalid port");
    assertThat(refusal(proxy, "::1:80")).isEqualTo("address ::1:80: too many colons in address");
    assertThat(refusal(proxy, "nosuch.invalid:80"))
        .isEqualTo("lookup nosuch.invalid: no such host");
    client(proxy);
  }

  private static String refusal(Proxy proxy, String listen) {
    String[] reason = new String[1];
    assertThatExceptionOfType(ListenException.class)
        .isThrownBy(() -> proxy.update(NOTHING.listen(listen)))
        .withMessageStartingWith("cannot listen on " + listen + ": ")
        .satisfies(refused -> reason[0] = refused.reason());
    return reason[0];
  }

  @Test
  void refusesItsOwnAddressAndLeavesAllAsItWas() throws IOException {
    Proxy proxy = proxy();
    Peer client = client(proxy);
    int port = FreePort.pick();

    assertThatExceptionOfType(OwnAddressException.class)
        .isThrownBy(() -> proxy.update(NOTHING.upstream(proxy.listen())))
        .withMessage("upstream " + proxy.listen() + " is this proxy's own address");
    assertThatExceptionOfType(OwnAddressException.class)
        .isThrownBy(
            () -> proxy.update(new ProxyUpdate("0.0.0.0:" + port, "127.0.0.1:" + port, null)));

    client.roundTrip();
    assertThat(proxy.upstream()).isEqualTo(upstream.address().toString());
    assertThat(Peer.accepts(new InetSocketAddress("127.0.0.1", port))).isFalse();
  }

  @Test
  void mayGoWhereItListenedBefore() throws IOException {
    Proxy proxy = proxy();
    String before = proxy.listen();

    proxy.update(new ProxyUpdate("127.0.0.1:0", before, null));

    assertThat(proxy.upstream()).isEqualTo(before);
  }

  @Test
  void refusesAnEmptyUpstream() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NOTHING.upstream(""))
        .withMessageContaining("upstream must not be empty");
  }

  @Test
  void oneThatIsMadeDisabledShowsTheTextAsItWasGivenUntilItIsUp() throws IOException {
    String listen = "localhost:" + FreePort.pick();
    Proxy proxy = host.add(config().listen("nonsense").enabled(false).build());
    assertThat(proxy.listen()).isEqualTo("nonsense");

    proxy.update(NOTHING.listen(listen));
    assertThat(proxy.listen()).isEqualTo(listen);
    assertThat(proxy.isEnabled()).isFalse();

    proxy.update(NOTHING.enabled(true));
    assertThat(proxy.listen()).isEqualTo(listen.replace("localhost", "127.0.0.1"));
    client(proxy);
  }

  /** Any other program may get a picked port by chance while it is free: then another is tried. */
  @Test
  void thePortThatWasPickedStaysOverStoppingAndStarting() throws IOException {
    boolean stayed = false;
    for (int i = 0; i < 5 && !stayed; i++) {
      stayed = staysOverStoppingAndStarting(host.add(config().name("p" + i).build()));
    }
    assertThat(stayed).isTrue();
  }

  /** Returns false if another program has taken the port. */
  private boolean staysOverStoppingAndStarting(Proxy proxy) throws IOException {
    String listen = proxy.listen();
    for (int i = 0; i < 5; i++) {
      proxy.update(NOTHING.enabled(false));
      assertThat(proxy.isEnabled()).isFalse();
      assertThat(proxy.listen()).isEqualTo(listen);
      assertThat(Peer.accepts(proxy.address())).isFalse();
      try {
        proxy.update(NOTHING.enabled(true));
      } catch (ListenException e) {
        assertThat(e.isInUse()).isTrue();
        return false;
      }
      client(proxy);
      assertThat(proxy.listen()).isEqualTo(listen);
    }
    return true;
  }

  @Test
  void oneThatStopsAndMovesShowsTheTextAsItWasGiven() throws IOException {
    Proxy proxy = proxy();
    Peer client = client(proxy);
    String listen = "localhost:" + FreePort.pick();

    proxy.update(new ProxyUpdate(listen, null, false));

    assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    assertThat(proxy.listen()).isEqualTo(listen);
  }

  @Test
  void stoppingClosesBothSidesWithoutAReset() throws IOException {
    try (Upstream byHand = Upstream.byHand()) {
      Proxy proxy = host.add(ProxyConfig.to(byHand.address()).build());
      try (Peer client = Peer.connect(proxy);
          Peer server = byHand.take()) {
        Setup.connectionOf(proxy, client);

        proxy.stop();

        assertThat(proxy.isEnabled()).isFalse();
        assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
        assertThat(server.ending()).isEqualTo(Peer.Ending.EOF);
        assertThat(proxy.metrics().connectionsEnded(EndCause.PROXY_DOWN)).isOne();
        proxy.stop();
      }
    }
  }

  @Test
  void stoppingWaitsForNoUpstreamThatDoesNotAnswer() throws IOException {
    try (DeadPort silent = DeadPort.silent()) {
      Proxy proxy = host.add(ProxyConfig.to(silent.address()).build());
      try (Peer client = Peer.connect(proxy)) {
        Await.until("it is accepted", () -> proxy.metrics().connectionsAccepted() == 1);

        proxy.stop();

        assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
        assertThat(proxy.context().relays().size()).isZero();
      }
    }
  }
}
