package io.trixter.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.proxy.Await;
import io.trixter.proxy.CapturedLog;
import io.trixter.proxy.DeadPort;
import io.trixter.proxy.FakeNames;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Platform;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.Setup;
import io.trixter.proxy.SynSent;
import io.trixter.proxy.Upstream;
import io.trixter.proxy.model.HostPort;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The staggered attempts to reach an upstream whose name has several addresses. */
class DialerTest {
  private static final Duration STAGGER = Duration.ofMillis(250);

  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final FakeNames names = new FakeNames();

  private static Setup setup(int port) {
    return Setup.to(new HostPort("many.test", port));
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void triesTheNextAddressWhenTheFirstDoesNotAnswerAndClosesTheFirst() throws IOException {
    SynSent.assumeListed();
    names.become("127.0.0.2", "127.0.0.1");
    try (Upstream upstream = Upstream.echo();
        DeadPort deaf = DeadPort.silent("127.0.0.2", upstream.port());
        Proxy proxy = setup(upstream.port()).start(names)) {
      long start = System.nanoTime();
      try (Peer client = Peer.connect(proxy)) {
        Await.until("the first is tried", () -> SynSent.to(2, deaf.address().port()) == 1);
        client.roundTrip();
        assertThat(since(start)).isGreaterThanOrEqualTo(STAGGER);
        assertThat(Setup.connectionOf(proxy, client).upstream())
            .isEqualTo("127.0.0.1:" + upstream.port());
        Await.until("the first is closed", () -> SynSent.to(2, deaf.address().port()) == 0);
        client.roundTrip();
      }
    }
  }

  @Test
  void triesTheNextAddressAtOnceWhenOneRefuses() throws IOException {
    int refusing = 20; // one each 250 ms would take 5 s
    names.become(
        Stream.concat(
                IntStream.range(0, refusing).mapToObj(i -> "127.0.1." + (i + 1)),
                Stream.of("127.0.0.1"))
            .toArray(String[]::new));
    try (Upstream upstream = Upstream.echo();
        Proxy proxy = setup(upstream.port()).start(names)) {
      long start = System.nanoTime();
      try (Peer client = Peer.connect(proxy)) {
        client.roundTrip();
        assertThat(since(start)).isLessThan(STAGGER.multipliedBy(refusing - 2));
      }
    }
  }

  @Test
  void goesOnWithAnAddressThatWasTriedBeforeOneThatRefuses() throws IOException {
    names.become("127.0.0.2", "127.0.0.3"); // .2 answers when .3 has refused
    try (DeadPort slow = DeadPort.silent("127.0.0.2", 0);
        Proxy proxy = setup(slow.address().port()).start(names);
        Peer client = Peer.connect(proxy)) {
      client.patience((int) STAGGER.multipliedBy(2).toMillis());
      assertThat(client.ending()).isEqualTo(Peer.Ending.STILL_OPEN);
      try (Peer server = slow.awaken()) {
        server.send("hello");
        client.patience(20_000);
        assertThat(client.receive(5)).asString().isEqualTo("hello");
      }
    }
  }

  @Test
  void oneTimeLimitHoldsForAllAddressesTogether() throws IOException {
    Duration limit = Duration.ofMillis(600);
    names.become("127.0.0.2", "127.0.0.3", "127.0.0.4");
    try (DeadPort one = DeadPort.silent("127.0.0.2", 0);
        DeadPort two = DeadPort.silent("127.0.0.3", one.address().port());
        DeadPort three = DeadPort.silent("127.0.0.4", one.address().port());
        Proxy proxy = setup(three.address().port()).connectTimeout(limit).start(names)) {
      long start = System.nanoTime();
      try (Peer client = Peer.connect(proxy)) {
        assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
        assertThat(since(start)).isBetween(limit, limit.multipliedBy(2).plusSeconds(1));
        assertThat(log.awaitEnded())
            .endsWith("unreachable: many.test:" + two.address().port() + ": no answer in 600 ms");
      }
    }
  }

  @Test
  void aShortTimeLimitGivesEachAddressItsTurn() throws IOException {
    names.become("127.0.0.2", "127.0.0.1");
    try (Upstream upstream = Upstream.echo();
        DeadPort deaf = DeadPort.silent("127.0.0.2", upstream.port());
        Proxy proxy =
            setup(deaf.address().port()).connectTimeout(Duration.ofMillis(200)).start(names);
        Peer client = Peer.connect(proxy)) {
      client.roundTrip();
    }
  }

  @Test
  void namesTheFailureOfTheLastAddress() throws IOException {
    Platform.assumeAddress("127.0.0.2");
    HostPort dead = DeadPort.refusing();
    names.become("127.0.0.2", "127.0.0.1");
    try (Proxy proxy = setup(dead.port()).start(names);
        Peer client = Peer.connect(proxy)) {
      assertThat(client.ending()).isEqualTo(Peer.Ending.EOF);
      assertThat(log.awaitEnded())
          .contains("upstream unreachable: many.test:" + dead.port() + ": Connection refused");
    }
  }

  @Test
  void ofTwoThatAnswerAtTheSameTimeOneIsRelayedAndTheOtherClosed() throws Exception {
    SynSent.assumeListed();
    names.become("127.0.0.2", "127.0.0.3");
    try (DeadPort one = DeadPort.silent("127.0.0.2", 0);
        DeadPort two = DeadPort.silent("127.0.0.3", one.address().port());
        Ground ground = new Ground(new HostPort("many.test", one.address().port()), names)) {
      int port = one.address().port();
      Acceptor acceptor = ground.listen();
      try (Peer client = Peer.connect(acceptor.address().getPort())) {
        Await.until("both are tried", () -> SynSent.to(2, port) + SynSent.to(3, port) == 2);
        CountDownLatch answered = new CountDownLatch(1);
        ground.loop.execute(() -> awaitQuietly(answered));
        try (Peer first = one.awaken();
            Peer second = two.awaken()) {
          answered.countDown(); // the loop finds both in one iteration
          client.send("x");
          for (Peer each : List.of(first, second)) {
            each.patience(20_000);
          }
          List<Integer> got = List.of(first.in().read(), second.in().read());
          assertThat(got).containsExactlyInAnyOrder((int) 'x', -1);
        }
        assertThat(ground.context.relays().size()).isLessThanOrEqualTo(1);
      } finally {
        acceptor.close();
      }
    }
  }

  @Test
  void endsTheClientWhoseTimeIsUpWithoutMemoryToSayWhy() throws Exception {
    try (Upstream peer = Upstream.byHand();
        Ground ground = new Ground(new HostPort("many.test", 1), names);
        LoopSocketChannel client = LoopSocketChannel.open(ground.loop)) {
      client.connect(peer.address().resolve()).get();
      Relay relay = new Relay(ground.context, client, 0);
      Dialer dialer = new Dialer(ground.context, ground.loop, relay);
      ground.loop.execute(() -> dialer.firingFailed(new OutOfMemoryError("thrown by the test")));
      Await.until("it has ended", () -> !client.isOpen());
      assertThat(relay.isEnded()).isTrue();
      assertThat(ground.endings).containsExactly("error: proxy: out of memory");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
