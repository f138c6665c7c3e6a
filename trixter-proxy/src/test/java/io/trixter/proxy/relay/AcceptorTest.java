package io.trixter.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.Timer;
import io.trixter.proxy.Await;
import io.trixter.proxy.CapturedLog;
import io.trixter.proxy.Peer;
import io.trixter.proxy.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to the listener at a moment that the tests from outside meet by luck alone. */
class AcceptorTest {
  private static final int MORE_THAN_COMPLETE_INLINE = 40;

  private static final Duration RETRIES = Duration.ofMillis(250);

  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final Upstream upstream;
  private final Ground ground;
  private final EventLoop loop;
  private final AtomicLong accepted;
  private final Acceptor acceptor;
  private final List<Peer> clients = new ArrayList<>();

  AcceptorTest() throws IOException {
    upstream = Upstream.echo();
    ground = new Ground(upstream.address());
    loop = ground.loop;
    accepted = ground.ordinals;
    acceptor = ground.listen();
  }

  @AfterEach
  void close() throws IOException {
    ground.close();
    for (Peer client : clients) {
      client.close();
    }
    upstream.close();
  }

  private void connect(int howMany) throws IOException {
    for (int i = 0; i < howMany; i++) {
      clients.add(Peer.connect(acceptor.address().getPort()));
    }
  }

  private void awaitLoop() throws InterruptedException {
    CountDownLatch iterated = new CountDownLatch(1);
    loop.execute(() -> loop.execute(iterated::countDown));
    iterated.await();
  }

  @Test
  void acceptsNothingOnceItIsClosedEvenInTheMidstOfABurst() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    AtomicLong acceptedBefore = new AtomicLong(-1);
    Timer closing =
        new Timer() {
          @Override
          protected void fired() {
            closeQuietly();
            acceptedBefore.set(accepted.get());
          }
        };
    loop.execute(
        () -> {
          held.countDown();
          awaitQuietly(queued);
          loop.arm(closing, 0); // fires in this iteration, behind what is ready
        });
    held.await();
    connect(MORE_THAN_COMPLETE_INLINE);
    queued.countDown();

    Await.until("it is closed", () -> acceptedBefore.get() >= 0);
    awaitLoop();
    assertThat(acceptedBefore.get()).isBetween(1L, MORE_THAN_COMPLETE_INLINE - 1L);
    assertThat(accepted.get()).isEqualTo(acceptedBefore.get());
    ground.endAll();
    for (Peer client : clients) {
      assertThat(client.ending()).isEqualTo(Peer.Ending.RESET);
    }
  }

  private void closeQuietly() {
    try {
      acceptor.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void clientsWaitWhileItIsHeldAndAreServedAfterwards() throws Exception {
    acceptor.hold();
    connect(3);
    awaitLoop();
    assertThat(accepted.get()).isZero();

    acceptor.launch();

    for (Peer client : clients) {
      client.roundTrip();
    }
    assertThat(accepted.get()).isEqualTo(3);
  }

  @Test
  void aClientThatWaitsIsResetWhenItIsClosed() throws Exception {
    acceptor.hold();
    connect(1);
    awaitLoop();

    acceptor.close();

    assertThat(clients.get(0).ending()).isEqualTo(Peer.Ending.RESET);
    assertThat(accepted.get()).isZero();
  }

  @Test
  void pausesAndResumesThoughAnAcceptIsPending() throws Exception {
    connect(1);
    clients.get(0).roundTrip();
    awaitLoop();
    ground.context.host().descriptors().lack(new IOException("too many open files"));
    Await.until("it pauses", () -> log.containing("accepting paused: too many").size() == 1);
    assertThat(Await.holdsWithin(RETRIES, () -> !log.containing("Exception").isEmpty())).isFalse();
    connect(3);
    for (Peer client : clients) {
      client.roundTrip();
    }
    assertThat(accepted.get()).isEqualTo(4);
  }
}
