package io.trixter.proxy;

import static io.trixter.proxy.fault.Noop.noop;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.FreePort;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who hears of what happens to proxies and their connections. */
class ProxyEventTest {
  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final Upstream upstream;
  private final ProxyHost host;
  private final Queue<ProxyEvent> heard = new ConcurrentLinkedQueue<>();

  ProxyEventTest() throws IOException {
    upstream = Upstream.echo();
    host = ProxyHost.start(new HostConfig().withThreads(1));
  }

  @AfterEach
  void close() throws IOException {
    host.close();
    upstream.close();
  }

  private Proxy add(String name) throws IOException {
    String listen = FreePort.onLoopback();
    return host.add(ProxyConfig.to(upstream.address()).name(name).listen(listen).build());
  }

  private void connectOnce(Proxy proxy) throws IOException {
    long ended = proxy.metrics().connectionsEnded(EndCause.CLOSED);
    try (Peer client = Peer.connect(proxy)) {
      client.roundTrip();
      client.finish();
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    }
    Await.until(
        "it has ended", () -> proxy.metrics().connectionsEnded(EndCause.CLOSED) == ended + 1);
    Setup.awaitNoConnections(proxy);
  }

  private List<String> awaitKinds(int howMany) {
    Await.until(howMany + " events", () -> heard.size() >= howMany);
    return heard.stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  @Test
  void aListenerHearsOfTheFaultsThatAProxyStartsWithAfterTheProxy() throws IOException {
    host.addListener(heard::add);
    ProxyConfig config = ProxyConfig.to("x:1").name("p").fault(FaultSpec.parse("noop")).build();
    host.add(config);
    host.put(config.edit().upstream("x:2").build());

    assertThat(awaitKinds(5))
        .containsExactly("ProxyAdded", "FaultAdded", "FaultRemoved", "FaultAdded", "ProxyChanged");
  }

  @Test
  void theLineOfAFaultTellsItsValues() throws IOException {
    Proxy proxy = add("p");
    List<String> lines = new CopyOnWriteArrayList<>();
    host.addListener(event -> lines.add(event.toString()));

    SharedFault fault = proxy.faults().add(FaultSpec.parse("latency:name=slow"));
    fault.updateKnown(Map.of("latency", 7), 0.5f);
    fault.remove();

    assertThat(lines)
        .containsExactly(
            "fault added proxy=p fault=slow"
                + " spec=latency:latency=0,jitter=0,name=slow,stream=downstream,toxicity=1.0",
            "fault changed proxy=p fault=slow"
                + " spec=latency:latency=7,jitter=0,name=slow,stream=downstream,toxicity=0.5",
            "fault removed proxy=p fault=slow");
  }

  @Test
  void aListenerOfTheHostHearsOfEveryProxy() throws IOException {
    host.addListener(heard::add);
    Proxy proxy = add("p");
    connectOnce(proxy);
    proxy.stop();
    proxy.stop();
    proxy.update(new ProxyUpdate().enabled(true));
    host.remove("p");

    assertThat(awaitKinds(6))
        .containsExactly(
            "ProxyAdded", "Opened", "Ended", "ProxyChanged", "ProxyChanged", "ProxyRemoved");
    assertThat(heard).allMatch(event -> event.proxy() == proxy);
  }

  @Test
  void severalListenersOfAProxyHearOfThatOneAloneUntilTheyAreRemoved() throws IOException {
    Proxy proxy = add("p");
    AtomicInteger second = new AtomicInteger();
    proxy.addListener(heard::add);
    proxy.addListener(event -> second.incrementAndGet());
    connectOnce(add("other"));
    connectOnce(proxy);
    assertThat(awaitKinds(2)).containsExactly("Opened", "Ended");
    Await.until("the second has heard", () -> second.get() == 2);
  }

  @Test
  void aListenerThatIsRemovedHearsNoMore() throws IOException {
    Proxy proxy = add("p");
    Consumer<ProxyEvent> listener = heard::add;
    proxy.addListener(listener);
    proxy.stop();
    proxy.removeListener(listener);
    proxy.update(new ProxyUpdate().enabled(true));
    assertThat(awaitKinds(1)).containsExactly("ProxyChanged");
  }

  @Test
  void oneThatThrowsHarmsNeitherConnectionsNorOtherListeners() throws IOException {
    Proxy proxy = add("p");
    AtomicInteger uncaught = new AtomicInteger();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.incrementAndGet());
    try {
      proxy.addListener(
          event -> {
            throw new IllegalStateException("thrown by the test");
          });
      proxy.addListener(heard::add);
      connectOnce(proxy);
      awaitKinds(2);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(uncaught).hasValue(2);
  }

  @Test
  void aListenerMayWaitForAThreadThatChangesTheProxyThatIsReplaced() throws IOException {
    Proxy proxy = add("p");
    proxy.faults().add(noop());
    List<Boolean> changed = new CopyOnWriteArrayList<>();
    proxy.addListener(
        event -> {
          if (event instanceof ProxyEvent.FaultRemoved) {
            changed.add(endsSoon(Daemon.start("changing", () -> enable(proxy))));
          }
        });

    host.put(ProxyConfig.to("127.0.0.1:1").name("p").listen(proxy.listen()).build());

    assertThat(changed).containsExactly(true);
  }

  private static void enable(Proxy proxy) {
    try {
      proxy.setEnabled(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean endsSoon(Thread thread) {
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  @Test
  void theLogNamesAProxyThatHasANameOfItsOwn() throws IOException {
    connectOnce(add("db\n1"));
    assertThat(log.awaitEnded()).contains(" ended proxy=db\\n1 id=");
    assertThat(log.containing(" opened proxy=db\\n1 id=")).hasSize(1);
  }

  @Test
  void theLogOfTheOnlyProxyWithTheDefaultNameIsAsWithoutNames() throws IOException {
    try (Proxy only = Setup.to(upstream).start()) {
      connectOnce(only);
      only.setEnabled(false);
    }
    assertThat(log.awaitEnded()).contains(" ended id=").doesNotContain("proxy=");
    assertThat(log.containing("- proxy ")).isEmpty();
  }

  @Test
  void theLogNamesAProxyWithTheDefaultNameThatMayHaveOthersBesideIt() throws IOException {
    connectOnce(add(ProxyConfig.DEFAULT_NAME));
    host.remove(ProxyConfig.DEFAULT_NAME);
    assertThat(log.awaitEnded()).contains(" ended proxy=trixter id=");
    assertThat(log.containing("proxy added proxy=trixter listen=")).hasSize(1);
    assertThat(log.containing("proxy removed proxy=trixter")).hasSize(1);
  }

  @Test
  void countsWhatIsReadAndWhatTheReceiverHasTaken() throws IOException {
    try (Upstream sink = Upstream.byHand()) {
      Proxy proxy = host.add(ProxyConfig.to(sink.address()).build());
      try (Peer client = Peer.connect(proxy);
          Peer server = sink.take()) {
        Setup.connectionOf(proxy, client).knobs().upstream().delay().set(Duration.ofHours(1));
        client.send(new byte[1000]);
        Metrics metrics = proxy.metrics();
        Await.until("it is read", () -> metrics.bytesRelayed(Direction.UPSTREAM) == 1000);
        assertThat(metrics.bytesSent(Direction.UPSTREAM)).isZero();
        proxy.set(knobs -> knobs.delay().set(Duration.ZERO));
        assertThat(server.receive(1000)).hasSize(1000);
        Await.until("it is counted", () -> metrics.bytesSent(Direction.UPSTREAM) == 1000);
        server.send(new byte[7]);
        assertThat(client.receive(7)).hasSize(7);
        Await.until("it is counted", () -> metrics.bytesSent(Direction.DOWNSTREAM) == 7);
      }
    }
  }
}
