package io.trixter.proxy;

import static io.trixter.proxy.fault.Flap.flap;
import static io.trixter.proxy.fault.Hang.hang;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.FreePort;
import io.trixter.netem.kernel.Rules;
import io.trixter.proxy.fault.Attribute;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.fault.Link;
import io.trixter.proxy.fault.Outages;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A proxy that goes down and up by itself. */
class FlapTest {
  private static final Duration LONG = ofSeconds(1000);
  private static final Duration SHORT = ofMillis(50);

  @RegisterExtension final CapturedLog log = new CapturedLog();

  private Upstream upstream;
  private Proxy proxy;
  private InetSocketAddress address;

  @BeforeEach
  void start() throws IOException {
    upstream = Upstream.echo();
    proxy = Setup.to(upstream).keepingItsPort().start();
    address = proxy.address();
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    upstream.close();
  }

  private boolean refuses() {
    return !Peer.accepts(address);
  }

  private void serves() throws IOException {
    try (Peer client = Peer.connect(address)) {
      client.roundTrip();
    }
  }

  /** Adds one that stays down once it is. */
  private SharedFault takeDown(String name) {
    SharedFault flap = proxy.faults().add(flap(SHORT, LONG).named(name));
    awaitDown(flap, 1);
    return flap;
  }

  private static void awaitDown(SharedFault flap, int times) {
    Await.until("it has gone down", () -> flap.applied() >= times);
  }

  private static boolean clockRuns() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("trixter-outages") && thread.isAlive());
  }

  @Test
  void itResetsConnectionsRefusesNewOnesAndStaysEnabled() throws IOException {
    try (Peer client = Peer.connect(proxy)) {
      client.roundTrip();
      takeDown("flap");
      assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    }
    assertThat(refuses()).isTrue();
    assertThat(proxy.isEnabled()).isTrue();
    assertThat(proxy.address()).isEqualTo(address);
    assertThat(proxy.metrics().connectionsEnded(EndCause.FAULT)).isEqualTo(1);
    assertThat(log.awaitEnded()).endsWith("cause=fault: flap");
  }

  @Test
  void itResetsConnectionsThatWaitBeforeTheDial() throws IOException {
    SharedFault hang = proxy.faults().add(hang());
    try (Peer client = Peer.connect(proxy)) {
      Await.until("it waits", () -> hang.applied() == 1);
      takeDown("flap");
      assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    }
    assertThat(proxy.context().relays().size()).isZero();
  }

  @Test
  void itBeginsUpAndGoesDownAndUpOnTheSamePort() throws IOException {
    SharedFault flap = proxy.faults().add(flap(LONG, SHORT));
    serves();
    assertThat(flap.applied()).isZero();
    flap.update(Map.of("up", 50, "down", 50));
    for (int i = 0; i < 3; i++) {
      Await.until("it is down", this::refuses);
      Await.until("it is up", () -> !refuses());
    }
    assertThat(flap.applied()).isGreaterThanOrEqualTo(3);
    assertThat(proxy.address()).isEqualTo(address);
    flap.remove();
    serves();
  }

  @Test
  void removalAndResetBringItUpBeforeTheyReturn() throws IOException {
    takeDown("flap").remove();
    serves();
    takeDown("flap");
    proxy.reset();
    serves();
    takeDown("flap");
    proxy.faults().clear();
    serves();
  }

  @Test
  void anUpdateBeginsAgainByServing() throws IOException {
    SharedFault flap = takeDown("flap");
    flap.set("up", LONG.toMillis());
    serves();
    flap.set("up", 50);
    awaitDown(flap, 2);
    assertThat(refuses()).isTrue();
  }

  @Test
  void aTimeOfZeroIsOff() throws IOException {
    SharedFault never = proxy.faults().add(flap(ofMillis(1), ZERO).named("a"));
    SharedFault always = proxy.faults().add(flap(ZERO, ofMillis(1)).named("b"));
    takeDown("c").remove();
    serves();
    assertThat(never.applied() + always.applied()).isZero();
  }

  /** A user's, which has outages only while it is on. */
  private static final class Sometimes extends FaultType {
    private static final Attribute ON = Attribute.count("on", "whether it takes the proxy down");

    Sometimes() {
      super("sometimes", "takes the proxy down, if it is on", ON);
    }

    @Override
    public Rules rules(Link link) {
      return null;
    }

    @Override
    public Outages outages(Map<String, Number> values) {
      boolean on = values.get("on").longValue() != 0;
      return on ? new Outages(SHORT.toNanos(), LONG.toNanos()) : null;
    }
  }

  @Test
  void aTypeThatHasNoOutagesAnyMoreBringsItUp() throws IOException {
    SharedFault fault = proxy.faults().add(FaultSpec.of(new Sometimes(), Map.of("on", 1)));
    awaitDown(fault, 1);
    fault.set("on", 0);
    serves();
    fault.set("on", 1);
    awaitDown(fault, 2);
    fault.remove();
    serves();
  }

  @Test
  void ofTwoEachKeepsItDown() throws IOException {
    SharedFault first = takeDown("a");
    SharedFault second = proxy.faults().add(flap(ofMillis(1), LONG).named("b").upstream());
    SharedFault third = proxy.faults().add(flap(ofMillis(1), ofMillis(1)).named("c"));
    first.remove();
    Await.until("the second has its turn", this::refuses);
    second.remove();
    third.remove();
    serves();
  }

  @Test
  void itCanBeDisabledAndEnabledAndMovedAndSentElsewhereWhileItIsDown() throws IOException {
    SharedFault flap = takeDown("flap");
    proxy.setEnabled(true);
    assertThat(refuses()).isTrue();
    proxy.setEnabled(false);
    assertThat(proxy.isEnabled()).isFalse();
    flap.remove();
    assertThat(refuses()).isTrue();
    proxy.setEnabled(true);
    serves();

    takeDown("flap");
    proxy.update(new ProxyUpdate().listen("127.0.0.1:0"));
    assertThat(proxy.address()).isNotEqualTo(address);
    assertThat(refuses()).isTrue();
    address = proxy.address();
    serves();

    flap.remove();
    takeDown("other");
    try (Upstream other = Upstream.echo()) {
      proxy.update(new ProxyUpdate().upstream(other.address().toString()));
      serves();
    }
  }

  @Test
  void anUpdateThatCannotBindLeavesItDownAsItWas() throws IOException {
    takeDown("flap");
    try (ServerSocket taken = new ServerSocket(0, 1, address.getAddress())) {
      String there = "127.0.0.1:" + taken.getLocalPort();
      assertThatThrownBy(() -> proxy.update(new ProxyUpdate().listen(there)))
          .isInstanceOf(IOException.class);
    }
    assertThat(proxy.isEnabled()).isTrue();
    assertThat(proxy.address()).isEqualTo(address);
    proxy.faults().clear();
    serves();
  }

  @Test
  void aReplacedOrRemovedProxyFlapsNoMore() throws IOException {
    try (ProxyHost host = ProxyHost.start(new HostConfig())) {
      ProxyConfigBuilder config =
          ProxyConfig.to(upstream.address()).name("p").listen(FreePort.onLoopback());
      host.add(config.fault(flap(SHORT, LONG)).build());
      proxy.close();
      proxy = host.proxy("p");
      address = proxy.address();
      awaitDown(proxy.faults().list().get(0), 1);
      try (Upstream other = Upstream.echo()) {
        String listen = HostPort.text(address);
        host.put(ProxyConfig.to(other.address().toString()).name("p").listen(listen).build());
        serves();
        takeDown("again");
        host.remove("p");
      }
      assertThat(refuses()).isTrue();
      Await.until("its thread has ended", () -> !clockRuns());
    }
  }

  @Test
  void itIsThereBeforeTheFirstClientAndWaitsUntilTheProxyServes() throws IOException {
    ProxyConfig config =
        ProxyConfig.to(upstream.address().toString()).fault(flap(ofMillis(1), LONG)).build();
    try (Proxy bound = Proxy.bind(new HostConfig(), config)) {
      SharedFault flap = bound.faults().list().get(0);
      bound.serve();
      awaitDown(flap, 1);
      assertThat(Peer.accepts(bound.address())).isFalse();
    }
  }

  @Test
  void aTakenPortIsTriedAgainWithOneWarning() throws IOException {
    SharedFault flap = takeDown("flap");
    try (ServerSocket taker = new ServerSocket()) {
      taker.setReuseAddress(true);
      taker.bind(address);
      flap.remove();
      assertThat(proxy.isEnabled()).isTrue();
      Await.until("it warns", () -> warnings() == 1);
      assertThat(Await.holdsWithin(ofMillis(350), () -> warnings() > 1)).isFalse();
    }
    Await.until("it is up", () -> !refuses());
    serves();
  }

  private int warnings() {
    return log.containing("cannot come up again").size();
  }

  @Test
  void itsThreadIsThereOnlyWhileThereIsAFlap() {
    Await.until("another test's thread has ended", () -> !clockRuns());
    SharedFault flap = proxy.faults().add(flap(LONG, LONG));
    assertThat(clockRuns()).isTrue();
    flap.remove();
    Await.until("its thread has ended", () -> !clockRuns());
  }

  @Test
  void aToxicityBelowOneIsRefused() {
    String refusal = "toxicity of flap must be 1 or more, because it acts on the ";
    assertThatThrownBy(() -> flap(SHORT, SHORT).toxicity(0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(refusal + "whole proxy (got 0.5)");
    SharedFault flap = proxy.faults().add(flap(LONG, LONG).toxicity(1));
    assertThatThrownBy(() -> flap.toxicity(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(refusal);
    assertThat(flap.toxicity()).isEqualTo(1);
  }

  @Test
  void aHostThatClosesWhileItsProxiesFlapLeavesNothingBehind() throws IOException {
    ProxyHost host = ProxyHost.start(new HostConfig());
    for (int i = 0; i < 5; i++) {
      ProxyConfigBuilder config = ProxyConfig.to(upstream.address().toString()).name("p" + i);
      host.add(config.fault(flap(ofMillis(1), ofMillis(1))).build());
    }
    Proxy last = host.proxy("p4");
    awaitDown(last.faults().list().get(0), 5);
    long start = System.nanoTime();
    host.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ofSeconds(2));
    assertThat(Peer.accepts(last.address())).isFalse();
    Await.until("its thread has ended", () -> !clockRuns());
  }
}
