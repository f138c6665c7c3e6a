package io.trixter.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.proxy.Await;
import io.trixter.proxy.CapturedLog;
import io.trixter.proxy.Upstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Visits of the relays that live, on their event loops. */
class RelaysTest {
  @RegisterExtension final CapturedLog log = new CapturedLog();
  private final Upstream upstream;
  private final Ground ground;
  private final List<Relay> relays = new ArrayList<>();

  RelaysTest() throws IOException {
    upstream = Upstream.echo();
    ground = new Ground(upstream.address());
    for (int i = 0; i < 3; i++) {
      Relay relay = new Relay(ground.context, LoopSocketChannel.open(ground.loop), i);
      ground.context.accepted(relay);
      relays.add(relay);
    }
  }

  @AfterEach
  void close() throws IOException {
    ground.close();
    upstream.close();
  }

  @Test
  void visitsEachOnItsLoopBeforeItReturnsAlsoThoseThatHaveNotStarted() {
    Queue<Relay> visited = new ConcurrentLinkedQueue<>();
    boolean all =
        ground
            .context
            .relays()
            .visit(
                relay -> {
                  assertThat(ground.loop.inReactor()).isTrue();
                  visited.add(relay);
                });
    assertThat(all).isTrue();
    assertThat(visited).containsExactlyInAnyOrderElementsOf(relays);
  }

  @Test
  void visitsNoneThatHasEnded() {
    ground.endAll();
    Queue<Relay> visited = new ConcurrentLinkedQueue<>();
    ground.context.relays().visit(visited::add);
    assertThat(visited).isEmpty();
    assertThat(ground.endings).hasSize(3);
    assertThat(ground.context.relays().size()).isZero();
  }

  @Test
  void comesBackToALoopThatWasStuck() {
    CountDownLatch release = new CountDownLatch(1);
    ground.loop.execute(() -> awaitQuietly(release));
    Queue<Relay> visited = new ConcurrentLinkedQueue<>();

    assertThat(ground.context.relays().visit(visited::add)).isFalse();

    assertThat(visited).isEmpty();
    release.countDown();
    Await.until("all are visited", () -> visited.size() == relays.size());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
