package io.trixter.proxy;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.HostPort;
import io.trixter.proxy.model.Knobs;
import io.trixter.proxy.relay.LazyKnobs;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Knobs of many connections that are set at once. */
class SettingTest {
  private static final int ROUNDS = 60;

  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final List<AutoCloseable> open = new ArrayList<>();

  private <T extends AutoCloseable> T closing(T resource) {
    open.add(0, resource);
    return resource;
  }

  private Peer client(Proxy proxy) throws IOException {
    return closing(Peer.connect(proxy));
  }

  private Proxy proxyTo(HostPort upstream) throws IOException {
    return closing(Setup.to(upstream).keepingItsPort().start());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private static void awaitLiving(Proxy proxy, int wanted) {
    Await.until(wanted + " live", () -> proxy.context().relays().size() == wanted);
  }

  /** The knobs of the only connection, which has none for a moment after it was accepted. */
  private static ConnectionKnobs onlyKnobs(Proxy proxy) {
    LazyKnobs knobs = Setup.onlyRelay(proxy).knobs();
    Await.until("it has knobs", () -> knobs.get() != null);
    return knobs.get();
  }

  @Test
  void reachesAConnectionThatIsBeingOpened() throws IOException {
    Proxy proxy = proxyTo(closing(DeadPort.silent()).address());
    client(proxy);
    awaitLiving(proxy, 1);

    proxy.setConnections(Direction.UPSTREAM, knobs -> knobs.slice().set(3));
    proxy.set(knobs -> knobs.delay().set(ofMillis(7)));

    assertThat(proxy.connections()).isEmpty();
    assertThat(onlyKnobs(proxy).upstream().slice().get()).isEqualTo(3);
    assertThat(onlyKnobs(proxy).downstream().slice().get()).isZero();
    assertThat(onlyKnobs(proxy).downstream().delay().get()).isEqualTo(ofMillis(7));
    assertThat(proxy.defaults().upstream().slice().get()).isZero();
    assertThat(proxy.defaults().upstream().delay().get()).isEqualTo(ofMillis(7));
  }

  @Test
  void aConnectionBeingOpenedRelaysWithWhatWasSetMeanwhile() throws IOException {
    DeadPort upstream = closing(DeadPort.silent());
    Proxy proxy = proxyTo(upstream.address());
    client(proxy);
    awaitLiving(proxy, 1);
    proxy.setConnections(knobs -> knobs.throttle().set(1_000_000));

    upstream.accept();

    Await.until("the connection is listed", () -> !proxy.connections().isEmpty());
    assertThat(proxy.connections().get(0).knobs().upstream().throttle().get()).isEqualTo(1_000_000);
  }

  @Test
  void noConnectionMissesItHoweverManyAreJustBeingAccepted() throws Exception {
    Proxy proxy = proxyTo(closing(Upstream.echo()).address());
    for (int round = 1; round <= ROUNDS; round++) {
      Queue<Peer> clients = new ConcurrentLinkedQueue<>();
      AtomicBoolean over = new AtomicBoolean();
      Thread connecting = new Thread(() -> connectUntil(over, proxy, clients), "connecting");
      connecting.start();
      Await.until("some have connected", () -> clients.size() > 2);
      int value = round;
      proxy.set(knobs -> knobs.slice().set(value));
      over.set(true);
      connecting.join();
      Await.until("all are open", () -> proxy.connections().size() == clients.size());
      for (Connection connection : proxy.connections()) {
        assertThat(connection.knobs().upstream().slice().get()).isEqualTo(value);
        assertThat(connection.knobs().downstream().slice().get()).isEqualTo(value);
      }
      for (Peer client : clients) {
        client.close();
      }
      awaitLiving(proxy, 0);
    }
  }

  private static void connectUntil(AtomicBoolean over, Proxy proxy, Queue<Peer> clients) {
    while (!over.get()) {
      try {
        clients.add(Peer.connect(proxy));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aRefusedValueChangesNothing() throws IOException {
    Proxy proxy = proxyTo(closing(Upstream.echo()).address());
    client(proxy).roundTrip();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> proxy.set(SettingTest::halfWrong))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> proxy.setConnections(SettingTest::halfWrong))
        .withMessageContaining("-1");

    assertThat(proxy.defaults().isOff()).isTrue();
    assertThat(proxy.connections().get(0).isOff()).isTrue();
  }

  private static void halfWrong(Knobs knobs) {
    knobs.slice().set(5);
    knobs.throttle().set(-1);
  }

  @Test
  void resetSetsEveryKnobOffAlsoOfConnectionsBeingOpened() throws IOException {
    Proxy proxy = proxyTo(closing(DeadPort.silent()).address());
    proxy.set(SettingTest::allOn);
    client(proxy);
    awaitLiving(proxy, 1);
    assertThat(onlyKnobs(proxy).downstream().isOff()).isFalse();

    proxy.reset();

    assertThat(proxy.defaults().isOff()).isTrue();
    assertThat(onlyKnobs(proxy).isOff()).isTrue();
  }

  private static void allOn(Knobs knobs) {
    knobs.delay().set(ofMillis(1));
    knobs.jitter().set(ofMillis(1));
    knobs.throttle().set(1);
    knobs.slice().set(1);
    knobs.termination().set(0.1);
    knobs.corruption().set(0.1);
  }

  @Test
  void resetBringsTheProxyUpAgain() throws IOException {
    Proxy proxy = proxyTo(closing(Upstream.echo()).address());
    proxy.setEnabled(false);

    proxy.reset();

    assertThat(proxy.isEnabled()).isTrue();
    client(proxy).roundTrip();
  }

  @Test
  void resetIsRefusedWholeWhenThePortWasTaken() throws IOException {
    Proxy proxy = proxyTo(closing(Upstream.echo()).address());
    proxy.set(knobs -> knobs.slice().set(5));
    proxy.setEnabled(false);
    closing(new ServerSocket(proxy.port(), 1, proxy.address().getAddress()));

    assertThatIOException()
        .isThrownBy(proxy::reset)
        .withMessageStartingWith("cannot listen on " + proxy.listen());

    assertThat(proxy.isEnabled()).isFalse();
    assertThat(proxy.defaults().upstream().slice().get()).isEqualTo(5);
  }

  @Test
  void lookingAtConnectionsAndResettingThemCreatesNoKnobs() throws IOException {
    Proxy proxy = proxyTo(closing(Upstream.echo()).address());
    client(proxy).roundTrip();

    assertThat(proxy.connections().get(0).isOff()).isTrue();
    proxy.reset();
    assertThat(proxy.connections().get(0).hasKnobs()).isFalse();

    proxy.setConnections(knobs -> knobs.slice().set(9));
    assertThat(proxy.connections().get(0).hasKnobs()).isTrue();
    assertThat(proxy.connections().get(0).isOff()).isFalse();
  }
}
