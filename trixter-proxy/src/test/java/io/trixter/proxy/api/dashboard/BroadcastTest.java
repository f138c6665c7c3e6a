package io.trixter.proxy.api.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.Await;
import io.trixter.proxy.HostConfig;
import io.trixter.proxy.ProxyHost;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent when, in virtual time. */
class BroadcastTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong ids = new AtomicLong();
  private final Viewer viewer = new Viewer(null, (id, dropped) -> new byte[0], gone -> {});
  private ProxyHost host;
  private Broadcast broadcast;

  @BeforeEach
  void start() throws IOException {
    host = ProxyHost.start(new HostConfig());
    broadcast = new Broadcast(host, ids, 0);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  /** What the viewer is to be sent, without the data. */
  private List<String> sent() throws InterruptedException {
    List<String> kinds = new ArrayList<>();
    while (!viewer.queue().isEmpty()) {
      kinds.add(new String(viewer.queue().take(), StandardCharsets.UTF_8).split("\n", 2)[0]);
    }
    return kinds;
  }

  @Test
  void sendsASummaryAtOnceAndThenEachSecond() throws InterruptedException {
    broadcast.add(viewer);
    assertThat(sent()).containsExactly("event: summary");

    broadcast.tick(SECOND - 1);
    assertThat(sent()).isEmpty();
    broadcast.tick(SECOND + SECOND / 20);
    assertThat(sent()).containsExactly("event: summary");
    broadcast.tick(2 * SECOND - 1);
    assertThat(sent()).isEmpty();
    broadcast.tick(2 * SECOND);
    assertThat(sent()).containsExactly("event: summary");
  }

  @Test
  void doesNotMakeUpForWhatItSleptThrough() throws InterruptedException {
    broadcast.add(viewer);
    broadcast.tick(100 * SECOND);
    assertThat(sent()).containsExactly("event: summary", "event: summary");

    broadcast.tick(100 * SECOND + 1);
    assertThat(sent()).isEmpty();
    broadcast.tick(101 * SECOND);
    assertThat(sent()).containsExactly("event: summary");
  }

  @Test
  void makesASummaryOnceForAllWhoWantTheSame() throws InterruptedException {
    Viewer other = new Viewer(null, (id, dropped) -> new byte[0], gone -> {});
    broadcast.add(viewer);
    broadcast.add(other);
    sent();
    other.queue().take();
    broadcast.tick(SECOND);

    assertThat(viewer.queue().take()).isSameAs(other.queue().take());
  }

  @Test
  void sendsACommentEach15Seconds() throws InterruptedException {
    broadcast.add(viewer);
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      broadcast.tick(i * SECOND);
      all.addAll(sent());
    }

    assertThat(all).filteredOn(line -> line.equals(":")).hasSize(4);
    assertThat(all.indexOf(":")).isEqualTo(15); // behind the first summary and 14 more
  }

  @Test
  void endsAViewerThatTakesNothingForAMinute() throws InterruptedException {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Viewer stuck = new Viewer(null, (id, dropped) -> new byte[0], gone -> ended.countDown());
    broadcast.add(stuck);
    stuck.start(new Stuck(writing));
    writing.await();
    broadcast.tick(System.nanoTime() + 59 * SECOND);
    assertThat(ended.getCount()).isEqualTo(1);

    broadcast.tick(System.nanoTime() + 61 * SECOND);
    ended.await();
  }

  /** Takes nothing until its thread is interrupted, as a channel does. */
  private static final class Stuck extends OutputStream {
    private final CountDownLatch writing;

    Stuck(CountDownLatch writing) {
      this.writing = writing;
    }

    @Override
    public void write(int b) throws IOException {
      writing.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }
  }

  @Test
  void letsAViewerThatWaitsForNewsStay() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Viewer idle = new Viewer(null, (id, dropped) -> new byte[0], gone -> ended.countDown());
    broadcast.add(idle);
    PipedInputStream in = new PipedInputStream(1 << 16);
    idle.start(new PipedOutputStream(in));
    Await.until("it has been sent all", idle.queue()::isEmpty);
    in.read();

    Await.until("it does not write", () -> !idle.isStuck(System.nanoTime() + 100 * SECOND));
    idle.end();
    ended.await();
  }
}
