package io.trixter.proxy;

import static io.trixter.proxy.fault.Bandwidth.bandwidth;
import static io.trixter.proxy.fault.Hang.hang;
import static io.trixter.proxy.fault.Latency.latency;
import static io.trixter.proxy.fault.LimitTime.limitTime;
import static io.trixter.proxy.fault.Reject.reject;
import static io.trixter.proxy.fault.SlowOpen.slowOpen;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.EndCause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Faults that act before the upstream is dialled, over real sockets. */
class OpeningFaultsTest {
  private static final int QUIET_MILLIS = 150;

  @RegisterExtension final CapturedLog log = new CapturedLog();

  private final List<Peer> clients = new ArrayList<>();
  private Upstream upstream;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    upstream = Upstream.echo();
    proxy = Setup.to(upstream).keepingItsPort().start();
  }

  @AfterEach
  void close() throws IOException {
    for (Peer each : clients) {
      each.close();
    }
    proxy.close();
    upstream.close();
  }

  private Peer connect() throws IOException {
    Peer client = Peer.connect(proxy);
    clients.add(client);
    return client;
  }

  private int relays() {
    return proxy.context().relays().size();
  }

  private Peer connectTo(SharedFault waiting) throws IOException {
    long before = waiting.applied();
    Peer client = connect();
    Await.until("it waits", () -> waiting.applied() == before + 1);
    return client;
  }

  private boolean serves() {
    return serves(proxy);
  }

  /** Whether a new connection is served; else it was reset, perhaps before it could be used. */
  private static boolean serves(Proxy proxy) {
    try (Peer client = Peer.connect(proxy)) {
      client.roundTrip();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void serves(Peer client) throws IOException {
    client.roundTrip();
  }

  private static void hangs(Peer client) throws IOException {
    assertThat(client.endingWithin(QUIET_MILLIS)).isEqualTo(Peer.Ending.STILL_OPEN);
  }

  @Test
  void aRejectedConnectionIsResetAndTheUpstreamIsNotDialled() throws IOException {
    try (Upstream untouched = Upstream.byHand();
        Proxy rejecting = Setup.to(untouched).start()) {
      rejecting.faults().add(reject().named("no"));
      assertThat(serves(rejecting)).isFalse();
      assertThat(rejecting.faults().find("no").applied()).isEqualTo(1);
      assertThat(rejecting.metrics().connectionsEnded(EndCause.FAULT)).isEqualTo(1);
      assertThat(log.awaitEnded()).endsWith("cause=fault: no");
      rejecting.faults().clear();
      try (Peer client = Peer.connect(rejecting);
          Peer first = untouched.take()) {
        client.send("x");
        assertThat(first.receive(1)).isEqualTo(new byte[] {'x'});
      }
    }
  }

  @Test
  void openConnectionsLiveOn() throws IOException {
    Peer open = connect();
    serves(open);
    for (FaultSpec each : List.of(reject(), hang(), slowOpen(ofSeconds(1000)))) {
      proxy.faults().add(each);
      serves(open);
    }
  }

  @Test
  void theFirstTwoFailAndThenTheServiceRecovers() throws IOException {
    SharedFault reject = proxy.faults().add(reject().first(2));
    List<Boolean> served = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      served.add(serves());
    }
    assertThat(served).containsExactly(false, false, true, true, true);
    assertThat(reject.applied()).isEqualTo(2);
  }

  @Test
  void anUpdateKeepsTheCountAndANewFaultBeginsAnew() throws IOException {
    SharedFault reject = proxy.faults().add(reject().first(1).upstream());
    assertThat(List.of(serves(), serves(), serves())).containsExactly(false, true, true);
    reject.set("first", 4);
    assertThat(List.of(serves(), serves())).containsExactly(false, true);
    reject.remove();
    proxy.faults().add(reject().first(1).upstream());
    assertThat(List.of(serves(), serves())).containsExactly(false, true);
  }

  @Test
  void connectionsThatToxicitySparesAreNotCounted() throws IOException {
    SharedFault reject = proxy.faults().add(reject().first(1).toxicity(0));
    assertThat(List.of(serves(), serves())).containsExactly(true, true);
    reject.toxicity(1);
    assertThat(List.of(serves(), serves())).containsExactly(false, true);
  }

  @Test
  void theCountIsExactHoweverManyConnectAtOnce() throws Exception {
    proxy.faults().add(reject().first(30));
    List<Thread> threads = new ArrayList<>();
    List<Boolean> served = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int j = 0; j < 10; j++) {
                  served.add(serves());
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(served).hasSize(80).filteredOn(ok -> !ok).hasSize(30);
  }

  @Test
  void aConnectionThatHangsIsNotListedAndOpensWhenTheFaultGoes() throws IOException {
    SharedFault hang = proxy.faults().add(hang());
    Peer client = connectTo(hang);
    client.send("ping");
    hangs(client);
    assertThat(proxy.connections()).isEmpty();
    assertThat(relays()).isEqualTo(1);

    hang.remove();

    assertThat(client.receive(4)).isEqualTo("ping".getBytes(UTF_8));
    serves(client);
    assertThat(proxy.connections()).hasSize(1);
  }

  @Test
  void whatItsClientSentArrivesInOrderHoweverMuch() throws IOException {
    byte[] much = new byte[300_000];
    new Random(1).nextBytes(much);
    for (int size : new int[] {1, 16 << 10, 100_000, much.length}) {
      SharedFault hang = proxy.faults().add(hang());
      Peer client = connectTo(hang);
      client.send(Arrays.copyOf(much, size / 2));
      hangs(client);
      client.send(Arrays.copyOfRange(much, size / 2, size));
      hang.remove();
      client.finish();
      byte[] echo = client.in().readAllBytes();
      assertThat(echo).isEqualTo(Arrays.copyOf(much, size));
    }
  }

  @Test
  void anUpdateLetsThoseGoThatItNoLongerMeans() throws IOException {
    SharedFault hang = proxy.faults().add(hang());
    Peer first = connectTo(hang);
    Peer second = connectTo(hang);
    hang.set("first", 1);
    serves(second);
    hangs(first);
    hang.toxicity(0);
    serves(first);
  }

  @Test
  void aConnectionThatHangsIsEndedByDisablingAndByAShutdownOfAll() throws IOException {
    SharedFault hang = proxy.faults().add(hang());
    Peer client = connectTo(hang);
    proxy.setEnabled(false);
    assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    proxy.setEnabled(true);

    client = connectTo(hang);
    proxy.shutdownAll("enough");
    assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    client = connectTo(hang);
    proxy.proxyHost().shutdownAll("enough");
    assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
    assertThat(relays()).isZero();
    assertThat(proxy.metrics().connectionsEnded(EndCause.SHUTDOWN)).isEqualTo(2);
  }

  @Test
  void aConnectionThatHangsReachesTheLimitOfItsDuration() throws IOException {
    try (Proxy brief = Setup.to(upstream).connectionDuration(ofMillis(200)).start()) {
      brief.faults().add(hang());
      try (Peer client = Peer.connect(brief)) {
        assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
      }
      assertThat(brief.metrics().connectionsEnded(EndCause.DURATION_LIMIT)).isEqualTo(1);
    }
  }

  @Test
  void aClientThatLeavesAConnectionThatHangsEndsIt() throws IOException {
    SharedFault hang = proxy.faults().add(hang());
    for (boolean asks : new boolean[] {false, true}) {
      for (boolean resets : new boolean[] {false, true}) {
        Peer client = connectTo(hang);
        if (asks) {
          client.send("are you there?");
        }
        if (resets) {
          client.reset();
        } else {
          client.close();
        }
        Await.until("it has ended", () -> relays() == 0);
      }
    }
    assertThat(proxy.metrics().connectionsEnded(EndCause.CLOSED)).isEqualTo(2);
    assertThat(proxy.metrics().connectionsEnded(EndCause.ERROR)).isEqualTo(2);
  }

  @Test
  void aSlowOpenDelaysTheDialAndLosesNothing() throws IOException {
    SharedFault slow = proxy.faults().add(slowOpen(ofMillis(200)).first(1));
    long start = System.nanoTime();
    Peer client = connect();
    client.send("ping");
    client.finish();
    assertThat(client.receiveAll()).isEqualTo("ping");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(ofMillis(200));
    assertThat(slow.applied()).isEqualTo(1);
    serves(connect());
    assertThat(slow.applied()).isEqualTo(1);
  }

  @Test
  void aSlowOpenLetsGoWhenItIsRemovedOrUpdated() throws IOException {
    SharedFault slow = proxy.faults().add(slowOpen(ofSeconds(1000)));
    Peer client = connectTo(slow);
    slow.update(Map.of("delay", 0));
    serves(client);
    slow.set("delay", 1_000_000);
    client = connectTo(slow);
    slow.remove();
    serves(client);
  }

  @Test
  void theyActInTheOrderOfCreation() throws IOException {
    SharedFault hang = proxy.faults().add(hang().upstream());
    Peer client = connectTo(hang);
    SharedFault reject = proxy.faults().add(reject());
    hangs(client);
    assertThat(reject.applied()).isZero();
    hang.remove();
    assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(reject.applied()).isEqualTo(1);
  }

  @Test
  void aLimitOfTimeResetsIdleBusyAndWaitingConnectionsOfThatAge() throws IOException {
    Peer idle = connect();
    serves(idle);
    SharedFault hang = proxy.faults().add(hang());
    Peer waiting = connectTo(hang);
    SharedFault limit = proxy.faults().add(limitTime(ofMillis(300)).named("limit"));
    assertThat(idle.ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(waiting.ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(limit.applied()).isEqualTo(2);
    assertThat(log.ended()).hasSize(2).allMatch(line -> line.endsWith("cause=fault: limit"));
  }

  @Test
  void aLimitOfTimeResetsAtOnceWhatIsOlderWhenItIsAddedOrUpdated() throws IOException {
    SharedFault limit = proxy.faults().add(limitTime(Duration.ZERO).upstream());
    Peer client = connect();
    serves(client);
    Connection connection = Setup.connectionOf(proxy, client);
    Await.until("it is old", () -> connection.ageMillis() >= 20);
    limit.set("time", 20);
    assertThat(relays()).isZero();
    assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
  }

  @Test
  void aLimitOfTimeActsWhileAnotherFaultHoldsAndNobodyReads() throws IOException {
    proxy.faults().add(bandwidth(0).named("cut"));
    proxy.faults().add(limitTime(ofMillis(300)));
    proxy.faults().add(latency(ofSeconds(1000)).named("late"));
    Peer client = connect();
    client.send(200_000);
    assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(relays()).isZero();
  }

  @Test
  void aLimitOfTimeThatToxicitySparesOrThatIsRemovedDoesNotAct() throws IOException {
    SharedFault spares = proxy.faults().add(limitTime(ofMillis(1)).toxicity(0));
    SharedFault removed = proxy.faults().add(limitTime(ofSeconds(1000)).named("removed"));
    Peer client = connect();
    serves(client);
    assertThat(removed.remove()).isTrue();
    hangs(client);
    serves(client);
    assertThat(spares.applied()).isZero();
  }
}
