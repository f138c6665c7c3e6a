package io.trixter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.proxy.api.ApiOptions;
import io.trixter.proxy.api.ApiServer;
import io.trixter.proxy.model.HostPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Shared faults of every type that neither drops nor ends are added, changed and removed at random
 * by four clients of the API while connections carry traffic both ways, some of which are not read.
 * The time is set by {@code -Dnetem.traffic.seconds=N}.
 */
class FaultsUnderTrafficTest {
  private static final int CONNECTIONS = 50;
  private static final int UNREAD = 5; // of these, until the end
  private static final int CALLERS = 4;
  private static final Duration LASTS =
      Duration.ofSeconds(Long.getLong("netem.traffic.seconds", 10));
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int FAULTS = 10; // at once, at most
  private static final List<String> BODIES =
      List.of(
          "\"type\":\"latency\",\"attributes\":{\"latency\":%d,\"jitter\":%d}",
          "\"type\":\"bandwidth\",\"attributes\":{\"rate\":%d}",
          "\"type\":\"bandwidth\",\"attributes\":{\"rate\":%d,\"shared\":1}",
          "\"type\":\"packet_loss\",\"attributes\":{\"probability\":0.05,\"rto\":%d}",
          "\"type\":\"slicer\",\"attributes\":{\"average_size\":%d,\"size_variation\":%d}",
          "\"type\":\"slow_close\",\"attributes\":{\"delay\":%d}",
          "\"type\":\"noop\"");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<Long> callNanos = new ConcurrentLinkedQueue<>();
  private final long seed = System.nanoTime();
  private final CountDownLatch timeToRead = new CountDownLatch(1);
  private volatile boolean over;
  private String url;

  /** Sends until the end, a block at a time; returns how many bytes. */
  private Callable<Long> sender(Peer peer, long payload) {
    return () -> {
      long[] sent = {0};
      try {
        new Payload(payload)
            .send(
                peer.out(),
                Long.MAX_VALUE / 2,
                at -> {
                  sent[0] = at;
                  if (over) {
                    throw new IllegalStateException("the end");
                  }
                  LockSupport.parkNanos(PAUSE.toNanos());
                });
      } catch (IllegalStateException end) {
        peer.finish();
      }
      return sent[0];
    };
  }

  /** Reads to the end, and compares; returns how many bytes there were. */
  private Callable<Long> receiver(Peer peer, long payload, boolean waits) {
    return () -> {
      if (waits) {
        timeToRead.await();
      }
      return new Payload(payload).verifyAll(peer.in());
    };
  }

  private void call(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, BodyPublishers.ofString(body))
            .build();
    long start = System.nanoTime();
    int status = http.send(request, BodyHandlers.ofString()).statusCode();
    callNanos.add(System.nanoTime() - start);
    assertThat(status).as("%s %s %s", method, path, body).isIn(200, 204, 404, 409);
  }

  private Callable<Void> caller(int number) {
    SplittableRandom random = new SplittableRandom(seed + number);
    return () -> {
      while (!over) {
        int type = random.nextInt(BODIES.size());
        String name = "t" + random.nextInt(FAULTS);
        String body = String.format(BODIES.get(type), values(random));
        String stream = random.nextBoolean() ? "upstream" : "downstream";
        String toxicity = random.nextInt(3) == 0 ? ",\"toxicity\":0.5" : "";
        String rest = ",\"name\":\"" + name + "\",\"stream\":\"" + stream + "\"" + toxicity + "}";
        switch (random.nextInt(4)) {
          case 0, 1 -> call("POST", "/proxies/trixter/toxics", "{" + body + rest);
          case 2 -> call("PATCH", "/proxies/trixter/toxics/" + name, "{" + body + rest);
          default -> call("DELETE", "/proxies/trixter/toxics/" + name, "");
        }
      }
      return null;
    };
  }

  private static Object[] values(SplittableRandom random) {
    return new Object[] {random.nextInt(40) * random.nextInt(40), random.nextInt(20)};
  }

  @Test
  @Tag("wallclock")
  void nothingIsLostOrReorderedAndTheApiAnswersAtOnce() throws Exception {
    System.out.println("seed " + seed);
    List<Future<Long>> sent = new ArrayList<>();
    List<Future<Long>> received = new ArrayList<>();
    List<Future<Void>> callers = new ArrayList<>();
    try (Upstream upstream = Upstream.byHand();
        Proxy proxy = Setup.to(upstream).start();
        ApiServer api = ApiServer.start(proxy, new HostPort("127.0.0.1", 0), new ApiOptions())) {
      url = "http://" + api.address();
      for (int i = 0; i < CONNECTIONS; i++) {
        Peer client = Peer.connect(proxy);
        Peer server = upstream.take();
        client.patience(0);
        server.patience(0);
        sent.add(threads.submit(sender(client, i)));
        received.add(threads.submit(receiver(server, i, false)));
        sent.add(threads.submit(sender(server, -i)));
        received.add(threads.submit(receiver(client, -i, i < UNREAD)));
      }
      for (int i = 0; i < CALLERS; i++) {
        callers.add(threads.submit(caller(i)));
      }
      assertThat(Await.holdsWithin(LASTS, () -> callers.stream().anyMatch(Future::isDone)))
          .isFalse();
      over = true;
      for (Future<Void> each : callers) {
        each.get(20, TimeUnit.SECONDS);
      }
      call("POST", "/reset", "");
      timeToRead.countDown();
      for (int i = 0; i < sent.size(); i++) {
        assertThat(received.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(sent.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(callNanos).hasSizeGreaterThan(100);
    long[] sorted = callNanos.stream().mapToLong(Long::longValue).sorted().toArray();
    Duration p99 = Duration.ofNanos(sorted[sorted.length * 99 / 100]);
    Duration longest = Duration.ofNanos(sorted[sorted.length - 1]);
    System.out.println(
        sorted.length + " calls, p99 " + p99.toMillis() + " ms, at most " + longest.toMillis());
    assertThat(p99).isLessThan(Duration.ofMillis(100));
    assertThat(longest).isLessThan(Duration.ofSeconds(1));
  }
}
