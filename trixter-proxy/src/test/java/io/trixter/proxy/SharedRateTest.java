package io.trixter.proxy;

import static io.trixter.proxy.fault.Bandwidth.bandwidth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One bandwidth for all connections of a proxy, over real sockets. */
class SharedRateTest {
  private static final long SEED = 7;
  private static final int CONNECTIONS = 8;
  private static final int WINDOWS = 5;
  private static final long WINDOW_NANOS = 1_000_000_000;

  private Upstream upstream;
  private Proxy proxy;
  private final List<Peer> clients = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    upstream = Upstream.source(SEED);
    proxy = Setup.to(upstream).threads(2).start();
  }

  @AfterEach
  void stop() throws IOException {
    for (Peer each : clients) {
      each.close();
    }
    proxy.close();
    upstream.close();
  }

  private void connect(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      clients.add(Peer.connect(proxy));
    }
  }

  /** Reads so many bytes, each of which must be the one that was sent. */
  private static CompletableFuture<Void> download(Peer client, int bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            new Payload(SEED).verify(client.in(), bytes);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        },
        task -> new Thread(task, "download").start());
  }

  private static void await(List<CompletableFuture<Void>> all) throws Exception {
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(40, TimeUnit.SECONDS);
  }

  @Test
  void severalConnectionsTakeTheTimeOfAllTheirBytes() throws Exception {
    proxy.faults().add(bandwidth(1000).shared());
    long start = System.nanoTime();
    connect(4);
    await(clients.stream().map(each -> download(each, 300_000)).toList());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(1100)); // at each alone: 300
  }

  @Test
  void aClientThatGoesWhileItsBytesWaitDoesNotStallTheOthers() throws Exception {
    proxy.faults().add(bandwidth(500).shared());
    connect(6);
    List<CompletableFuture<Void>> others =
        clients.subList(3, 6).stream().map(each -> download(each, 100_000)).toList();
    for (Peer each : clients.subList(0, 3)) {
      each.receive(1000);
      each.reset();
    }
    await(others);
  }

  @Test
  void itIsSetAndSetBackUnderTrafficAndNothingIsLost() throws Exception {
    SharedFault rate = proxy.faults().add(bandwidth(2000));
    connect(4);
    List<CompletableFuture<Void>> all =
        clients.stream().map(each -> download(each, 1_000_000)).toList();
    for (int i = 0; !CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).isDone(); i++) {
      rate.set("shared", i % 2);
      Thread.onSpinWait();
    }
    await(all);
  }

  /** Medians, for the machine may be busy. */
  @Test
  @Tag("wallclock")
  void theRateOfAllIsKeptWithinOnePercentAndEachHasItsShare() throws Exception {
    proxy.faults().add(bandwidth(4000).shared());
    connect(CONNECTIONS);
    AtomicLongArray received = new AtomicLongArray(CONNECTIONS);
    for (int i = 0; i < CONNECTIONS; i++) {
      int which = i;
      Daemon.start("reader", () -> count(clients.get(which), received, which));
    }
    Await.until(
        "all receive",
        () -> total(received) > 1_000_000 && counts(received).allMatch(bytes -> bytes > 0));
    long[] begun = counts(received).toArray();
    double[] rates = new double[WINDOWS];
    for (int i = 0; i < WINDOWS; i++) {
      long start = System.nanoTime();
      long before = total(received);
      Await.until("a window is over", () -> System.nanoTime() - start > WINDOW_NANOS);
      rates[i] = (total(received) - before) / ((System.nanoTime() - start) / 1e9);
    }
    Arrays.sort(rates);
    assertThat(rates[WINDOWS / 2]).isCloseTo(4_000_000, withinPercentage(1));
    long[] ended = counts(received).toArray();
    double share = (double) (LongStream.of(ended).sum() - LongStream.of(begun).sum()) / CONNECTIONS;
    for (int i = 0; i < CONNECTIONS; i++) {
      assertThat((double) (ended[i] - begun[i])).isCloseTo(share, withinPercentage(20));
    }
  }

  private static LongStream counts(AtomicLongArray received) {
    return IntStream.range(0, received.length()).mapToLong(received::get);
  }

  private static void count(Peer client, AtomicLongArray received, int which) {
    byte[] room = new byte[64 << 10];
    try {
      for (int n = client.in().read(room); n > 0; n = client.in().read(room)) {
        received.addAndGet(which, n);
      }
    } catch (IOException over) {
      // the test is
    }
  }

  private static long total(AtomicLongArray received) {
    long sum = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
      sum += received.get(i);
    }
    return sum;
  }
}
