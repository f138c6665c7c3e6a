package io.trixter.proxy;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.trixter.netem.FreePort;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.ListenException;
import io.trixter.proxy.relay.Listeners;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several proxies of one host. */
class ProxyHostTest {
  private static final int MANY = 200;

  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final Upstream upstream;
  private final ProxyHost host;

  ProxyHostTest() throws IOException {
    upstream = Upstream.echo();
    host = ProxyHost.start(new HostConfig(42, 2, 1 << 20));
  }

  @AfterEach
  void close() throws IOException {
    host.close();
    upstream.close();
  }

  private ProxyConfigBuilder config(String name) {
    return ProxyConfig.to(upstream.address()).name(name);
  }

  private Proxy add(String name) throws IOException {
    return host.add(config(name).listen(FreePort.onLoopback()).build());
  }

  private static Peer client(Proxy proxy) throws IOException {
    Peer client = Peer.connect(proxy);
    client.roundTrip();
    return client;
  }

  @Test
  void listsProxiesByNameAndTheConnectionsOfAllByAge() throws IOException {
    Proxy b = add("b");
    Proxy a = add("a");
    Proxy capital = add("B");
    assertThat(host.proxies()).containsExactly(capital, a, b);
    assertThat(host.proxy("a")).isSameAs(a);
    assertThat(host.proxy("c")).isNull();

    try (Peer first = client(b);
        Peer second = client(a)) {
      assertThat(host.connections()).extracting(Connection::proxy).containsExactly(b, a);
      Connection one = host.connections().get(0);
      assertThat(host.connection(one.id())).isSameAs(one);
      assertThat(host.connection("nosuch")).isNull();
      first.roundTrip();
      second.roundTrip();
    }
  }

  @Test
  void listsProxiesByTheCodePointsOfTheirNames() throws IOException {
    for (String name : List.of("\ud83d\ude00", "\uffee", "z", "\ud83d\ude00a", "\ud83c\udf00")) {
      add(name);
    }
    assertThat(host.proxies())
        .extracting(Proxy::name)
        .containsExactly("z", "\uffee", "\ud83c\udf00", "\ud83d\ude00", "\ud83d\ude00a");
  }

  @Test
  void refusesANameThatIsTakenAndTriesNoPort() throws IOException {
    Proxy first = add("p");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> host.add(config("p").listen(first.listen()).build()))
        .withMessage("proxy p already exists");
    assertThat(host.proxies()).containsExactly(first);
  }

  @Test
  void aNameIsFreeAgainAfterAFailedStartAndAfterARemoval() throws IOException {
    Proxy other = add("other");
    assertThatExceptionOfType(ListenException.class)
        .isThrownBy(() -> host.add(config("p").listen(other.listen()).build()));
    String listen = add("p").listen();
    assertThat(host.remove("p")).isTrue();
    assertThat(host.remove("p")).isFalse();
    assertThat(host.add(config("p").listen(listen).build()).listen()).isEqualTo(listen);
  }

  @Test
  void removingClosesConnectionsWithoutAResetAndForGood() throws IOException {
    Proxy proxy = add("p");
    try (Peer client = client(proxy)) {
      host.remove("p");
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    }
    assertThat(Peer.accepts(proxy.address())).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> proxy.setEnabled(true))
        .withMessage("proxy p was removed");
    assertThatIllegalStateException().isThrownBy(() -> proxy.update(new ProxyUpdate()));
  }

  @Test
  void aProxyMadeAgainUnderItsNameNumbersItsConnectionsOn() throws IOException {
    add("other");
    for (int i = 0; i < 3; i++) {
      Proxy proxy = add("p");
      client(proxy).close();
      try (Peer client = client(proxy)) {
        Connection connection = Setup.connectionOf(proxy, client);
        assertThat(connection.ordinal()).isEqualTo(2 * i + 1);
      }
      host.remove("p");
    }
    try (Peer client = client(host.proxy("other"))) {
      assertThat(Setup.connectionOf(host.proxy("other"), client).ordinal()).isZero();
    }
  }

  @Test
  void whatIsDrawnDependsOnTheNameOfTheProxyAndOnNoOther() throws IOException {
    List<Integer> lives = lives("p");
    host.remove("p");
    add("other");
    try (ProxyHost again = ProxyHost.start(host.config())) {
      assertThat(lives(again, "p")).isEqualTo(lives);
      assertThat(lives(again, "q")).isNotEqualTo(lives);
    }
  }

  private List<Integer> lives(String name) throws IOException {
    return lives(host, name);
  }

  /** How many round trips each connection lives. */
  private List<Integer> lives(ProxyHost of, String name) throws IOException {
    Proxy proxy = of.add(config(name).with(knobs -> knobs.termination().set(0.05)).build());
    List<Integer> lives = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      try (Peer client = Peer.connect(proxy)) {
        int trips = 0;
        try {
          while (true) {
            client.roundTrip();
            trips++;
          }
        } catch (IOException terminated) {
          lives.add(trips);
        }
      }
      long ended = i + 1;
      Await.until(
          "it is counted", () -> proxy.metrics().connectionsEnded(EndCause.TERMINATED) == ended);
    }
    return lives;
  }

  @Test
  void resetGoesOnAfterAProxyWhosePortIsTaken() throws IOException {
    Proxy first = add("a");
    Proxy second = add("b");
    for (Proxy each : List.of(first, second)) {
      each.defaults().upstream().delay().set(ofMillis(5));
      each.stop();
    }
    InetAddress loopback = first.address().getAddress();
    try (ServerSocket taken = new ServerSocket(first.port(), 1, loopback)) {
      assertThatExceptionOfType(ListenException.class)
          .isThrownBy(host::reset)
          .withMessageContaining(String.valueOf(taken.getLocalPort()));
      assertThat(first.isEnabled()).isFalse();
      assertThat(second.isEnabled()).isTrue();
      assertThat(second.defaults().isOff()).isTrue();
    }
    host.reset();
    client(first).close();
  }

  @Test
  void putKeepsWhatIsTheSameAndStartsOrStopsItAsTold() throws IOException {
    Proxy proxy = add("p");
    proxy.defaults().upstream().slice().set(3);
    ProxyConfigBuilder same = config("p").listen("localhost:" + proxy.port());
    try (Peer client = client(proxy)) {
      assertThat(host.put(same.build())).isSameAs(proxy);
      client.roundTrip();
      assertThat(host.put(same.enabled(false).build()).isEnabled()).isFalse();
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    }
    assertThat(host.put(same.enabled(true).build()).isEnabled()).isTrue();
    assertThat(proxy.defaults().upstream().slice().get()).isEqualTo(3);
  }

  @Test
  void putReplacesWhatDiffersAndItsKnobs() throws IOException {
    Proxy proxy = add("p");
    int before = proxy.port();
    proxy.defaults().upstream().slice().set(3);
    try (Peer client = client(proxy)) {
      host.put(config("p").with(knobs -> knobs.delay().set(ofMillis(1))).build());
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    }
    assertThat(host.proxy("p").port()).isNotEqualTo(before);
    assertThat(host.proxy("p").defaults().upstream().slice().get()).isZero();
    assertThat(host.proxy("p").defaults().upstream().delay().get()).isEqualTo(ofMillis(1));
    assertThat(host.put(config("new").build())).isSameAs(host.proxy("new"));
  }

  @Test
  void putLeavesTheOldOneAsItWasWhenTheNewOneCannotListen() throws IOException {
    Proxy proxy = add("p");
    Proxy other = add("other");
    proxy.defaults().upstream().slice().set(3);
    try (Peer client = client(proxy)) {
      assertThatExceptionOfType(ListenException.class)
          .isThrownBy(() -> host.put(config("p").listen(other.listen()).build()));
      client.roundTrip();
    }
    assertThat(proxy.defaults().upstream().slice().get()).isEqualTo(3);
  }

  @Test
  void putsAtOnceAllSucceedThoughAnotherRemovesTheProxy() throws Exception {
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    CyclicBarrier start = new CyclicBarrier(3);
    List<Thread> threads = new ArrayList<>();
    for (String to : List.of("127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:2")) {
      ProxyConfig config = ProxyConfig.to(to).name("p").build();
      threads.add(Daemon.start("putting", () -> putAndRemove(config, start, failures)));
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(failures).isEmpty();
    assertThat(host.proxies()).isEmpty();
  }

  private void putAndRemove(ProxyConfig config, CyclicBarrier start, Queue<Throwable> failures) {
    for (int i = 0; i < MANY; i++) {
      try {
        start.await();
        host.put(config);
        host.remove("p");
      } catch (Exception e) {
        failures.add(e);
      }
    }
  }

  @Test
  void ringsOfItsProxiesAreRefused() throws IOException {
    Proxy first = add("first");
    Proxy second = host.add(ProxyConfig.to(first.listen()).name("second").build());
    assertThatExceptionOfType(OwnAddressException.class)
        .isThrownBy(() -> first.update(new ProxyUpdate().upstream(second.listen())))
        .withMessage("upstream " + second.listen() + " leads back to this proxy");
    try (Peer client = client(second)) {
      client.roundTrip();
    }
  }

  @Test
  void manyProxiesHaveTheThreadsOfOne() throws IOException {
    client(add("first")).close();
    long threads = threads();
    for (int i = 0; i < MANY; i++) {
      client(add("p" + i)).close();
    }
    assertThat(threads()).isLessThanOrEqualTo(threads);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("trixter-"))
        .count();
  }

  @Test
  void proxiesThatAreRemovedLeaveNothingButTheNamesOfThoseThatHadConnections() throws IOException {
    removed(0);
    long before = Platform.descriptors();
    List<WeakReference<Proxy>> removed = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      removed.add(removed(i));
      add("idle" + i);
      host.remove("idle" + i);
    }
    assertThat(host.proxies()).isEmpty();
    assertThat(host.namesRemembered()).isEqualTo(MANY);
    Await.until("descriptors are closed", () -> Platform.descriptors() < before + MANY / 4);
    Await.until("removed proxies are collected", () -> areCollected(removed));
  }

  /** Makes a proxy that has a connection, and removes it. */
  private WeakReference<Proxy> removed(int number) throws IOException {
    Proxy proxy = add("p" + number);
    try (Peer client = client(proxy)) {
      host.remove(proxy.name());
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    }
    assertThat(Listeners.isAnyAt(proxy.port())).isFalse();
    return new WeakReference<>(proxy);
  }

  private static boolean areCollected(List<WeakReference<Proxy>> proxies) {
    System.gc();
    return proxies.stream().allMatch(proxy -> proxy.get() == null);
  }

  @Test
  void closingAProxyRemovesItFromAHostThatIsNotItsOwn() throws IOException {
    Proxy proxy = add("p");
    Proxy other = add("other");
    try (Peer client = client(proxy)) {
      proxy.close();
      assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    }
    assertThat(host.proxies()).containsExactly(other);
    client(other).close();
  }

  @Test
  void aTextThatIsNoUpstreamEndsEachConnectionWithTheReason() throws IOException {
    Proxy proxy = host.add(ProxyConfig.to("nonsense").build());
    try (Peer client = Peer.connect(proxy)) {
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    }
    assertThat(log.awaitEnded())
        .endsWith("unreachable: nonsense: must be host:port or [v6]:port (got nonsense)");
  }
}
