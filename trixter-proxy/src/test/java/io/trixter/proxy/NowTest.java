package io.trixter.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.FaultKind;
import io.trixter.proxy.model.Knobs;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Now means now: a knob that was set reaches what is held already. */
class NowTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);
  private static final int SOON_MILLIS = 20_000;

  @RegisterExtension final CapturedLog log = new CapturedLog();

  @ParameterizedTest
  @EnumSource(Direction.class)
  void releasesWhatIsHeldWhenTheDelayEnds(Direction direction) throws IOException {
    try (Link link = new Link(direction)) {
      link.knobs().delay().set(MINUTE);
      link.sendAndAwaitHeld("held");
      link.knobs().delay().set(Duration.ZERO);
      assertThat(link.far().receive(4)).isEqualTo("held".getBytes(UTF_8));
      link.sendBoth("free");
    }
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void releasesAHalfCloseWhenTheDelayEnds(Direction direction) throws IOException {
    try (Link link = new Link(direction)) {
      link.knobs().delay().set(MINUTE);
      link.sendAndAwaitHeld("last");
      link.near().finish();
      link.knobs().delay().set(Duration.ZERO);
      assertThat(link.far().receiveAll()).isEqualTo("last");
    }
  }

  @Test
  void releasesWhatIsHeldWhenTheJitterEnds() throws IOException {
    try (Link link = new Link(Direction.UPSTREAM)) {
      link.knobs().jitter().set(Duration.ofHours(1000));
      for (int i = 0; i < 10; i++) {
        link.sendAndAwaitHeld("x");
      }
      link.knobs().jitter().set(Duration.ZERO);
      assertThat(link.far().receive(10)).isEqualTo("xxxxxxxxxx".getBytes(UTF_8));
    }
  }

  @Test
  void aLoweredDelayReleasesWhatHasWaitedLongEnough() throws IOException {
    try (Link link = new Link(Direction.UPSTREAM)) {
      link.knobs().delay().set(MINUTE);
      long sent = System.nanoTime();
      link.sendAndAwaitHeld("held");
      link.knobs().delay().set(Duration.ofMillis(100));
      assertThat(link.far().receive(4)).isEqualTo("held".getBytes(UTF_8));
      assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(100_000_000L);
    }
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void liftsAThrottleThatIsWaitedFor(Direction direction) throws IOException {
    try (Link link = new Link(direction)) {
      link.knobs().throttle().set(1);
      link.near().send(Payload.of(1, 5_000));
      Await.until("the proxy waits", () -> link.struck(FaultKind.THROTTLE) > 0);
      link.knobs().throttle().set(0);
      assertThat(link.far().receive(5_000)).isEqualTo(Payload.of(1, 5_000));
    }
  }

  @Test
  void aRaisedDelayNeverLetsBytesOvertake() throws IOException {
    try (Link link = new Link(Direction.UPSTREAM)) {
      link.knobs().delay().set(Duration.ofMillis(50));
      link.sendAndAwaitHeld("a");
      link.knobs().delay().set(Duration.ofMillis(100));
      link.sendAndAwaitHeld("b");
      link.knobs().delay().set(Duration.ofMillis(1));
      link.near().send("c");
      assertThat(link.far().receive(3)).isEqualTo("abc".getBytes(UTF_8));
    }
  }

  /** One connection, seen in one direction: from its near end to its far end. */
  static final class Link implements AutoCloseable {
    private final Direction direction;
    private final Upstream upstream = Upstream.byHand();
    private final Proxy proxy = Setup.to(upstream).start();
    private final Peer client = Peer.connect(proxy);
    private final Peer server = upstream.take();
    private final Connection connection = Setup.connectionOf(proxy, client);

    Link(Direction direction) throws IOException {
      this.direction = direction;
      far().patience(SOON_MILLIS);
    }

    Peer near() {
      return direction == Direction.UPSTREAM ? client : server;
    }

    Peer far() {
      return direction == Direction.UPSTREAM ? server : client;
    }

    Connection connection() {
      return connection;
    }

    Knobs knobs() {
      return connection.knobs().of(direction);
    }

    long struck(FaultKind kind) {
      return proxy.metrics().applied(kind);
    }

    /** Sends, and waits until the proxy has read it and has it in a delay line. */
    void sendAndAwaitHeld(String text) throws IOException {
      long before = struck(FaultKind.DELAY);
      near().send(text);
      Await.until("the bytes are held", () -> struck(FaultKind.DELAY) > before);
    }

    void sendBoth(String text) throws IOException {
      near().send(text);
      assertThat(far().receive(text.length())).isEqualTo(text.getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
      proxy.close();
      upstream.close();
    }
  }
}
