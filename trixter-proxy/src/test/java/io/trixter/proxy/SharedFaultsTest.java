package io.trixter.proxy;

import static io.trixter.proxy.fault.Bandwidth.bandwidth;
import static io.trixter.proxy.fault.Latency.latency;
import static io.trixter.proxy.fault.LimitData.limitData;
import static io.trixter.proxy.fault.Noop.noop;
import static io.trixter.proxy.fault.PacketLoss.packetLoss;
import static io.trixter.proxy.fault.ResetPeer.resetPeer;
import static io.trixter.proxy.fault.SlowClose.slowClose;
import static io.trixter.proxy.fault.Termination.termination;
import static io.trixter.proxy.fault.Timeout.timeout;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.kernel.Rules;
import io.trixter.proxy.fault.FaultCatalog;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.fault.Link;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Faults that all connections of a proxy share, over real sockets. */
class SharedFaultsTest {
  private static final int QUIET_MILLIS = 150;

  @RegisterExtension final CapturedLog log = new CapturedLog();

  private Upstream upstream;
  private Proxy proxy;
  private Peer client;
  private Peer server;

  @BeforeEach
  void connect() throws IOException {
    upstream = Upstream.byHand();
    proxy = Setup.to(upstream).start();
    client = Peer.connect(proxy);
    server = upstream.take();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    proxy.close();
    upstream.close();
  }

  private static boolean isQuiet(Peer peer) {
    return !Await.holdsWithin(
        ofMillis(QUIET_MILLIS),
        () -> {
          try {
            return peer.in().available() > 0;
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static Duration timed(Callable action) throws IOException {
    long start = System.nanoTime();
    action.call();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private interface Callable {
    void call() throws IOException;
  }

  private void passes(Peer from, Peer to) throws IOException {
    from.send("text");
    assertThat(to.receive(4)).isEqualTo("text".getBytes(US_ASCII));
  }

  @Test
  void anOpenConnectionHasTheFaultWhenTheCallReturns() throws IOException {
    proxy.faults().add(latency(ofMillis(200)));
    assertThat(timed(() -> passes(server, client))).isGreaterThanOrEqualTo(ofMillis(200));
    passes(client, server);
    assertThat(proxy.faults().find("latency_downstream").applied()).isEqualTo(1);
  }

  @Test
  void aConnectionThatOpensLaterHasItToo() throws IOException {
    proxy.faults().add(latency(ofMillis(200)).upstream().named("slow"));
    try (Peer other = Peer.connect(proxy);
        Peer counterpart = upstream.take()) {
      assertThat(timed(() -> passes(other, counterpart))).isGreaterThanOrEqualTo(ofMillis(200));
    }
  }

  @Test
  void twoDelaysAddUp() throws IOException {
    proxy.faults().add(latency(ofMillis(100)).named("a"));
    proxy.faults().add(latency(ofMillis(150)).named("b"));
    assertThat(timed(() -> passes(server, client))).isGreaterThanOrEqualTo(ofMillis(250));
  }

  @Test
  void anUpdateAndARemovalReleaseWhatIsHeld() throws IOException {
    SharedFault slow = proxy.faults().add(latency(ofSeconds(1000)));
    server.send("abc");
    assertThat(isQuiet(client)).isTrue();
    assertThat(slow.set("latency", 0)).isTrue();
    client.receive(3);
    slow.set("latency", 1_000_000);
    server.send("def");
    assertThat(isQuiet(client)).isTrue();
    assertThat(slow.remove()).isTrue();
    client.receive(3);
    assertThat(slow.remove()).isFalse();
    assertThat(slow.update(Map.of())).isFalse();
  }

  @Test
  void aLostPacketArrivesWhenTheRetransmissionTimeoutIsSetOff() throws IOException {
    SharedFault loss = proxy.faults().add(packetLoss(1));
    server.send("text");
    assertThat(isQuiet(client)).isTrue();
    loss.set("rto", 0);
    client.receive(4);
    assertThat(loss.applied()).isPositive();
  }

  @Test
  void aNeighbourThatComesAndGoesReleasesNothing() throws IOException {
    proxy.faults().add(latency(ofSeconds(1000)).named("slow"));
    server.send("held");
    proxy.faults().add(noop().named("behind"));
    proxy.faults().add(bandwidth(1000).named("rate")).remove();
    assertThat(isQuiet(client)).isTrue();
    proxy.faults().find("slow").remove();
    client.receive(4);
  }

  @Test
  void aBandwidthOfZeroHoldsEverythingUntilItGoes() throws IOException {
    SharedFault cut = proxy.faults().add(bandwidth(0));
    server.send("text");
    assertThat(isQuiet(client)).isTrue();
    cut.remove();
    client.receive(4);
    passes(client, server);
  }

  @Test
  void aTimeoutDropsAndThenClosesBothSides() throws IOException {
    proxy.faults().add(timeout(ofMillis(200)));
    server.send("lost");
    assertThat(client.receiveAll()).isEmpty();
    assertThat(server.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
    assertThat(proxy.metrics().connectionsEnded(EndCause.FAULT)).isEqualTo(1);
  }

  @Test
  void aTimeoutClosesThoughNothingMovesAndWhatIsBeforeItWaits() throws IOException {
    proxy.faults().add(bandwidth(0).named("first"));
    server.send("held");
    proxy.faults().add(timeout(ofMillis(200)).named("second"));
    assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
  }

  @Test
  void removingATimeoutClosesTheConnectionsThatItHit() throws IOException {
    proxy.faults().add(timeout(ZERO).upstream()).remove();
    assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    assertThat(server.ending()).isEqualTo(Peer.Ending.EOF);
  }

  @Test
  void removingATimeoutSparesTheConnectionsThatItDidNotHit() throws IOException {
    proxy.faults().add(timeout(ZERO).toxicity(0)).remove();
    passes(server, client);
  }

  @Test
  void aLimitEndsTheConnectionWithItsLastByte() throws IOException {
    SharedFault limit = proxy.faults().add(limitData(50));
    server.send(49);
    client.receive(49);
    limit.update(Map.of("bytes", 60));
    server.send(20);
    assertThat(client.receiveAll()).hasSize(11);
  }

  @Test
  void theEndThatALimitMakesWaitsForTheDelayBehindIt() throws IOException {
    proxy.faults().add(limitData(10).named("first"));
    proxy.faults().add(latency(ofMillis(300)).named("second"));
    server.send(10);
    server.close();
    Duration took = timed(() -> assertThat(client.receiveAll()).hasSize(10));
    assertThat(took).isGreaterThanOrEqualTo(ofMillis(250));
  }

  @Test
  void whatTheOtherDirectionHoldsArrivesBeforeTheEndThatAFaultMakes() throws IOException {
    proxy.faults().add(limitData(5).upstream());
    proxy.faults().add(latency(ofMillis(300)));
    server.send("answer");
    Await.until("it is held", () -> proxy.metrics().bytesRelayed(Direction.DOWNSTREAM) == 6);
    client.send("question");
    assertThat(server.receiveAll()).isEqualTo("quest");
    Duration took = timed(() -> assertThat(client.receiveAll()).isEqualTo("answer"));
    assertThat(took).isGreaterThanOrEqualTo(ofMillis(250));
  }

  @Test
  void aResetReachesTheOtherSideWhenThatDirectionLetsTheEndPass() throws IOException {
    proxy.faults().add(resetPeer(ZERO).upstream());
    SharedFault slow = proxy.faults().add(slowClose(ofSeconds(1000)));
    client.send("x");
    assertThat(server.ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(client.endingWithin(QUIET_MILLIS)).isEqualTo(Peer.Ending.STILL_OPEN);
    slow.remove();
    assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
  }

  @Test
  void ofTwoBandwidthsInARowTheSlowerSetsThePace() throws IOException {
    proxy.faults().add(bandwidth(500).named("a"));
    proxy.faults().add(bandwidth(500).named("b"));
    Duration took =
        timed(
            () -> {
              server.send(500_000);
              client.receive(500_000);
            });
    assertThat(took).isBetween(ofMillis(950), ofMillis(1950)); // one after the other: 2 s
  }

  @Test
  void aResetReachesBothSides() throws IOException {
    proxy.faults().add(resetPeer(ZERO).upstream());
    client.send("x");
    assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(server.ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(proxy.metrics().connectionsEnded(EndCause.FAULT)).isEqualTo(1);
  }

  @Test
  void aResetThatWaitsLetsGoWhenTheFaultIsRemoved() throws IOException {
    SharedFault reset = proxy.faults().add(resetPeer(ofSeconds(1000)));
    server.send("x");
    assertThat(isQuiet(client)).isTrue();
    reset.remove();
    client.receive(1);
    passes(server, client);
  }

  @Test
  void aSlowCloseHoldsTheEndUntilItGoes() throws IOException {
    SharedFault slow = proxy.faults().add(slowClose(ofSeconds(1000)));
    server.close();
    assertThat(client.endingWithin(QUIET_MILLIS)).isEqualTo(Peer.Ending.STILL_OPEN);
    slow.remove();
    assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
  }

  @Test
  void aTerminationEndsBothSidesAtOnce() throws IOException {
    proxy.faults().add(termination(1.0).upstream());
    client.send("x");
    assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(proxy.metrics().connectionsEnded(EndCause.TERMINATED)).isEqualTo(1);
  }

  @Test
  void theListIsInTheOrderOfCreationUpstreamFirst() {
    for (String name : List.of("d1", "u1", "d2", "u2")) {
      FaultSpec fault = noop().named(name);
      proxy.faults().add(name.startsWith("u") ? fault.upstream() : fault);
    }
    assertThat(proxy.faults().list())
        .extracting(SharedFault::name)
        .containsExactly("u1", "u2", "d1", "d2");
    proxy.faults().clear();
    assertThat(proxy.faults().list()).isEmpty();
  }

  @Test
  void aNameThatIsNoAttributeChangesNothing() {
    SharedFault fault = proxy.faults().add(latency(ofMillis(1)).toxicity(0.5));
    List<ProxyEvent> heard = new CopyOnWriteArrayList<>();
    proxy.addListener(heard::add);

    for (ThrowingCallable refused :
        List.<ThrowingCallable>of(
            () -> fault.set("latancy", 5),
            () -> fault.update(Map.of("latency", 5, "latancy", 5)),
            () -> fault.updateKnown(Map.of("latency", 1.5), 1f),
            () -> fault.toxicity(Double.NaN))) {
      assertThatThrownBy(refused).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(fault.attributes()).isEqualTo(Map.of("latency", 1L, "jitter", 0L));
    assertThat(fault.toxicity()).isEqualTo(0.5f);
    assertThat(heard).isEmpty();
    assertThat(fault.updateKnown(Map.of("latancy", 5, "latency", 2), 1f)).isTrue();
    assertThat(fault.attributes()).isEqualTo(Map.of("latency", 2L, "jitter", 0L));
    assertThat(fault.toxicity()).isOne();
  }

  @Test
  void whatAFaultHoldsIsDroppedWhenTheProxyIsReplaced() throws IOException {
    proxy.faults().add(latency(ofSeconds(1000)).upstream());
    client.send("held");
    Await.until("it is read", () -> proxy.metrics().bytesRelayed(Direction.UPSTREAM) == 4);

    replace();

    assertThat(server.receiveAll()).isEmpty();
    assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
  }

  @Test
  void aConnectionThatATimeoutHitEndsBecauseTheProxyIsReplaced() throws IOException {
    proxy.faults().add(timeout(ZERO));
    Setup.connectionOf(proxy, client);

    replace();

    assertThat(proxy.metrics().connectionsEnded(EndCause.PROXY_DOWN)).isOne();
  }

  /** Sends the proxy elsewhere, which drops its faults. */
  private void replace() throws IOException {
    ProxyConfigBuilder same = ProxyConfig.to("127.0.0.1:1").name(proxy.name());
    proxy.proxyHost().put(same.listen(proxy.listen()).build());
    assertThat(proxy.faults().list()).isEmpty();
  }

  @Test
  void aNameIsTakenOverBothDirectionsAndARefusalChangesNothing() {
    SharedFault first = proxy.faults().add(latency(ofMillis(1)).named("t").upstream());
    assertThatThrownBy(() -> proxy.faults().add(bandwidth(5).named("t")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("t already exists");
    assertThatThrownBy(() -> first.update(Map.of("latency", 1.5)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(first.attributes()).isEqualTo(Map.of("latency", 1L, "jitter", 0L));
    assertThat(first.toxicity()).isEqualTo(1f);
    assertThat(proxy.faults().list()).containsExactly(first);
  }

  @Test
  void theLogNamesTheFaultThatEndedAConnection() {
    proxy.faults().add(timeout(ofMillis(1)).named("cut"));
    assertThat(log.awaitEnded()).endsWith("cause=fault: cut");
  }

  @Test
  void aTimeoutClosesThroughADelayThoughItsSenderHasHalfClosedBefore() throws IOException {
    proxy.faults().add(timeout(ofMillis(300)).upstream().named("first"));
    proxy.faults().add(latency(ofMillis(1)).upstream().named("second"));
    client.finish();
    assertThat(server.ending()).isEqualTo(Peer.Ending.EOF);
    assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
  }

  @Test
  void aTypeThatCannotMakeRulesEndsTheConnectionsOldAndNew() throws IOException {
    FaultType broken =
        new FaultType("broken", "makes no rules") {
          @Override
          public Rules rules(Link link) {
            throw new UnsupportedOperationException("not today");
          }
        };
    proxy.faults().add(FaultSpec.of(broken).named("mine"));
    assertThat(client.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
    try (Peer other = Peer.connect(proxy)) {
      assertThat(other.ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
    } catch (IOException reset) {
      // before it could be used
    }
    Await.until("both have ended", () -> proxy.metrics().connectionsEnded(EndCause.ERROR) == 2);
  }

  @Test
  void aToxicityThatIsNoNumberIsRefused() {
    SharedFault fault = proxy.faults().add(noop());
    assertThatThrownBy(() -> fault.updateKnown(Map.of(), Float.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThat(fault.toxicity()).isEqualTo(1f);
  }

  @Test
  void anEventLoopIsToldThatItMustNotWaitForTheOthers() throws IOException {
    CompletableFuture<Throwable> refusal = new CompletableFuture<>();
    proxy.addListener(
        event -> {
          try {
            proxy.faults().add(noop());
          } catch (IllegalStateException e) {
            refusal.complete(e);
          }
        });
    Peer.connect(proxy).close();
    assertThat(refusal.orTimeout(20, TimeUnit.SECONDS).join())
        .hasMessageContaining("on another thread");
  }

  /** Which of the connections get a stamp before what their server sends. */
  private static List<Boolean> hit(List<Peer> clients, List<Peer> servers) throws IOException {
    List<Boolean> hit = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      servers.get(i).send("x");
      boolean stamped = clients.get(i).receive(1)[0] == '!';
      if (stamped) {
        clients.get(i).receive(1);
      }
      hit.add(stamped);
    }
    return hit;
  }

  @Test
  void toxicityIsDrawnOnceForAConnectionAndAgainWhenItsOwnFaultIsUpdated() throws IOException {
    FaultSpec stamp = FaultSpec.of(FaultCatalog.find("stamp")).with("share", 1.0);
    SharedFault half = proxy.faults().add(stamp.toxicity(0.5));
    List<Peer> clients = new ArrayList<>();
    List<Peer> servers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(Peer.connect(proxy));
      servers.add(upstream.take());
    }
    List<Boolean> before = hit(clients, servers);
    assertThat(before).contains(true, false);
    proxy.faults().add(noop().named("behind"));
    proxy.faults().find("behind").toxicity(0.5);
    proxy.faults().find("behind").remove();
    assertThat(hit(clients, servers)).isEqualTo(before);
    half.update(Map.of());
    assertThat(hit(clients, servers)).isNotEqualTo(before);
    half.toxicity(0);
    assertThat(hit(clients, servers)).containsOnly(false);
    for (Peer each : clients) {
      each.close();
    }
  }

  @Test
  void aResetOfTheProxyRemovesThemAndKeepsTheConnection() throws IOException {
    proxy.faults().add(bandwidth(0));
    server.send("text");
    proxy.reset();
    client.receive(4);
    assertThat(proxy.faults().list()).isEmpty();
  }

  @Test
  void knobsOfTheConnectionActBehindThem() throws IOException {
    proxy.faults().add(limitData(10));
    proxy.set(knobs -> knobs.delay().set(ofMillis(200)));
    server.send(20);
    Duration took = timed(() -> assertThat(client.receiveAll()).hasSize(10));
    assertThat(took).isGreaterThanOrEqualTo(ofMillis(150));
  }
}
