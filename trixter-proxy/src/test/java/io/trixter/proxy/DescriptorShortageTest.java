package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.api.Http;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When descriptors run out, accepting pauses, nothing breaks, and it goes on when there are some.
 */
class DescriptorShortageTest {
  private static final int DESCRIPTORS = 256;
  private static final int CLIENTS = 300;
  private static final Duration COUNTED = Duration.ofSeconds(2); // what is left, 20 times over
  private static final Duration WATCHED = Duration.ofSeconds(1);

  @Test
  @Tag("wallclock")
  void pausesAcceptingWithoutSpinningAndServesAgainWhenClientsLeave() throws IOException {
    try (Upstream upstream = Upstream.echo();
        ChildProxy proxy = ChildProxy.withDescriptors(DESCRIPTORS, upstream.address())) {
      List<Peer> served = new ArrayList<>();
      List<Peer> waiting = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        waiting.add(proxy.connect());
      }
      Await.until("accepting pauses", () -> isPaused(proxy));
      for (Peer client : waiting) {
        client.send("x"); // only now: the first byte that the child ever writes to a socket
      }
      Stall.await("serving", () -> proxy.logged(" opened ").size());

      Duration before = proxy.cpu();
      assertThat(Await.holdsWithin(WATCHED, () -> false)).isFalse();
      Duration used = proxy.cpu().minus(before);
      System.out.println("CPU in a second without descriptors: " + used.toMillis() + " ms");
      assertThat(used).isLessThan(WATCHED.multipliedBy(3).dividedBy(10));
      assertThat(proxy.logged("accepting paused")).hasSizeLessThanOrEqualTo(2);

      assertThat(proxy.health()).isEqualTo("ok");

      move(waiting, served);
      assertThat(served).hasSizeBetween(50, DESCRIPTORS / 2);
      while (!waiting.isEmpty()) {
        assertThat(served).isNotEmpty();
        for (Peer client : served) {
          client.close();
        }
        served.clear();
        Await.until("others are served", () -> move(waiting, served));
      }
      try (Peer late = proxy.connect()) {
        late.roundTrip();
      }
      assertThat(proxy.logged("Exception")).isEmpty();
      assertThat(proxy.logged("accepting paused")).hasSizeLessThanOrEqualTo(3);
      Await.until("all are logged", () -> proxy.logged(" opened ").size() == CLIENTS + 1);
      assertThat(proxy.exit()).isZero();
    }
  }

  /** The last descriptor is taken by an accept or by a connect, on the listener's loop or not. */
  @ParameterizedTest
  @ValueSource(ints = {100, 101, 102, 103})
  void servesTheClientThatCameTooManyWhenAnotherLeaves(int descriptors) throws IOException {
    try (Upstream upstream = Upstream.echo();
        ChildProxy proxy = ChildProxy.withDescriptors(descriptors, upstream.address())) {
      List<Peer> clients = new ArrayList<>();
      Peer last = oneThatWaits(proxy, clients);
      clients.get(0).close();
      assertThat(last.receive(1)).isEqualTo(new byte[] {'x'});
      assertThat(proxy.logged("Exception")).isEmpty();
      assertThat(proxy.exit()).isZero();
    }
  }

  @Test
  void servesOthersWhenAClientLeavesThoughTheApiHasTakenADescriptorMeanwhile() throws IOException {
    try (Upstream upstream = Upstream.echo();
        ChildProxy proxy = ChildProxy.withDescriptors(100, upstream.address())) {
      List<Peer> clients = new ArrayList<>();
      Peer waits = oneThatWaits(proxy, clients);
      try (Peer api = proxy.connectToApi()) {
        api.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(api.receive(12)).isEqualTo("HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII));
        if (isServedLate(waits)) { // the JVM has given a descriptor back, of a jar that it read
          waits = oneThatWaits(proxy, clients);
        }
        clients.get(0).close();
        assertThat(waits.receive(1)).isEqualTo(new byte[] {'x'});
      }
      assertThat(proxy.exit()).isZero();
    }
  }

  @Test
  void proxiesLeaveDescriptorsForTheApiSoThatTheyCanBeRemoved() throws IOException {
    try (Upstream upstream = Upstream.echo();
        ChildProxy proxy = ChildProxy.withDescriptors(DESCRIPTORS, upstream.address())) {
      for (int i = 0; i < 3; i++) {
        Http.Answer answer = proxy.call("POST", "/populate", manyProxies("p" + i));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("listen tcp 127.0.0.1:0: ", "bind: too many open files");
      }
      try (Http first = new Http(proxy.apiPort());
          Http second = new Http(proxy.apiPort());
          Http third = new Http(proxy.apiPort())) {
        for (Http each : List.of(first, second, third)) {
          assertThat(each.call("GET", "/version", "").status()).isEqualTo(200);
        }
        try (Peer client = proxy.connect()) {
          client.roundTrip();
        }
        for (int i = 0; i < 20; i++) {
          assertThat(first.call("DELETE", "/proxies/p0-" + i, "").status()).isEqualTo(204);
        }
        Http.Answer answer =
            second.call(
                "POST",
                "/proxies",
                "{\"name\":\"q\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:1\"}");
        assertThat(answer.status()).isEqualTo(201);
      }
      assertThat(proxy.exit()).isZero();
    }
  }

  private static String manyProxies(String prefix) {
    return IntStream.range(0, CLIENTS)
        .mapToObj(
            i ->
                "{\"name\":\"%s-%d\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:1\"}"
                    .formatted(prefix, i))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static boolean isPaused(ChildProxy proxy) {
    return !proxy.logged("accepting paused").isEmpty();
  }

  /**
   * Connects clients until one waits. All before it have been served: each is waited for, however
   * busy the machine, so the next descriptors are for it.
   */
  private static Peer oneThatWaits(ChildProxy proxy, List<Peer> clients) throws IOException {
    Peer last;
    do {
      last = proxy.connect();
      last.send("x");
      clients.add(last);
      Peer asked = last;
      Await.until("an answer or a pause", () -> hasAnswer(asked) || isPaused(proxy));
    } while (isServedLate(last));
    return last;
  }

  /** On a busy machine an answer may take long that is on its way. */
  private static boolean isServedLate(Peer client) {
    return Await.holdsWithin(COUNTED, () -> hasAnswer(client));
  }

  /** Moves the clients that have had their answer; whether there were any. */
  private static boolean move(List<Peer> waiting, List<Peer> served) {
    return waiting.removeIf(client -> hasAnswer(client) && served.add(client));
  }

  private static boolean hasAnswer(Peer client) {
    try {
      return client.in().available() > 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
