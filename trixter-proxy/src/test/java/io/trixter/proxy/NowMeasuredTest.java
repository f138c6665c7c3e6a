package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.NowTest.Link;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.FaultKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How soon now is, by the clock on the wall: medians, for the machine may be busy. */
@Tag("wallclock")
class NowMeasuredTest {
  private static final int TRIES = 20;
  private static final Duration KNOB_SET = Duration.ofMillis(10);
  private static final Duration SHUT_DOWN = Duration.ofMillis(20);

  @RegisterExtension final CapturedLog log = new CapturedLog();

  /** Something that a shutdown has to interrupt. */
  private interface Pending {
    void bringAbout(Link link) throws IOException;
  }

  @ParameterizedTest(name = "delay lifted, {0}")
  @EnumSource(Direction.class)
  void delayedBytesLeaveWhenTheDelayEnds(Direction direction, TestInfo test) throws IOException {
    long[] nanos = new long[TRIES];
    try (Link link = new Link(direction)) {
      for (int i = 0; i < TRIES; i++) {
        link.knobs().delay().set(Duration.ofSeconds(60));
        link.sendAndAwaitHeld("held");
        long start = System.nanoTime();
        link.knobs().delay().set(Duration.ZERO);
        link.far().receive(4);
        nanos[i] = System.nanoTime() - start;
      }
    }
    assertMedian(nanos, KNOB_SET, test);
  }

  @ParameterizedTest(name = "throttle lifted, {0}")
  @EnumSource(Direction.class)
  void throttledBytesLeaveWhenTheThrottleEnds(Direction direction, TestInfo test)
      throws IOException {
    long[] nanos = new long[TRIES];
    try (Link link = new Link(direction)) {
      for (int i = 0; i < TRIES; i++) {
        long struck = link.struck(FaultKind.THROTTLE);
        link.knobs().throttle().set(1);
        link.near().send(Payload.of(1, 1_000));
        Await.until("the proxy waits", () -> link.struck(FaultKind.THROTTLE) > struck);
        long start = System.nanoTime();
        link.knobs().throttle().set(0);
        link.far().receive(1_000);
        nanos[i] = System.nanoTime() - start;
      }
    }
    assertMedian(nanos, KNOB_SET, test);
  }

  static Stream<Arguments> pending() {
    return Stream.of(
        pending("a delay of a minute", NowMeasuredTest::delayed),
        pending("an empty token bucket", NowMeasuredTest::throttled),
        pending("a reader that does not read", NowMeasuredTest::notRead),
        pending("nothing", link -> link.sendBoth("idle")));
  }

  private static Arguments pending(String what, Pending pending) {
    return Arguments.of(what, pending);
  }

  @ParameterizedTest(name = "shutdown, pending: {0}")
  @MethodSource("pending")
  void aShutdownEndsAConnectionWhateverIsPending(String what, Pending pending, TestInfo test)
      throws IOException {
    long[] nanos = new long[TRIES];
    for (int i = 0; i < TRIES; i++) {
      try (Link link = new Link(Direction.UPSTREAM)) {
        pending.bringAbout(link);
        long start = System.nanoTime();
        assertThat(link.connection().shutdown(what)).isTrue();
        assertThat(link.near().ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
        nanos[i] = System.nanoTime() - start;
        assertThat(link.far().ending()).isNotEqualTo(Peer.Ending.STILL_OPEN);
      }
    }
    assertMedian(nanos, SHUT_DOWN, test);
  }

  private static void delayed(Link link) throws IOException {
    link.knobs().delay().set(Duration.ofSeconds(60));
    link.sendAndAwaitHeld("held");
  }

  private static void throttled(Link link) throws IOException {
    link.knobs().throttle().set(1);
    link.near().send(Payload.of(1, 1_000));
    Await.until("the proxy waits", () -> link.struck(FaultKind.THROTTLE) > 0);
  }

  /** Pours on a thread of its own, until nothing moves any more. */
  private static void notRead(Link link) {
    Daemon.start(
        "pouring",
        () -> {
          try {
            new Payload(1).send(link.near().out(), Long.MAX_VALUE / 2);
          } catch (IOException shutDown) {
            // as it should be
          }
        });
    Stall.await("the relay", () -> link.connection().bytes(Direction.UPSTREAM));
  }

  private static void assertMedian(long[] nanos, Duration most, TestInfo test) {
    Arrays.sort(nanos);
    Duration median = Duration.ofNanos(nanos[nanos.length / 2]);
    Duration longest = Duration.ofNanos(nanos[nanos.length - 1]);
    System.out.printf(
        "%s: p50 %d us, max %d us of %d%n",
        test.getDisplayName(), median.toNanos() / 1_000, longest.toNanos() / 1_000, TRIES);
    assertThat(median).isLessThanOrEqualTo(most);
  }
}
