package io.trixter.proxy.api.dashboard;

import io.trixter.proxy.HeldBytes;
import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyHost;
import io.trixter.proxy.model.Direction;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How long the proxies of a host hold bytes. It asks the event loops how many they hold, and does
 * not wait for the answer: the next sample takes it. While a loop is stuck there are no new
 * figures. One that lacked memory to answer is asked again after five seconds. Confined to one
 * thread, except {@link #millis}.
 */
final class HeldTimes {
  /** A direction of a proxy. */
  private record Way(Proxy proxy, Direction direction) {}

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ProxyHost host;
  private final Supplier<CompletableFuture<Map<Proxy, HeldBytes>>> count;
  private final Map<Way, HeldTime> times = new HashMap<>();
  private CompletableFuture<Map<Proxy, HeldBytes>> answer =
      CompletableFuture.completedFuture(Map.of());
  private Map<Way, Long> arrived = Map.of(); // when the loops were asked
  private long askedAt;
  private volatile Map<Way, Double> latest = Map.of();

  /** The times of all proxies of {@code host}; none is known yet. */
  HeldTimes(ProxyHost host) {
    this(host, host::heldBytes);
  }

  /** Those of proxies whose bytes are counted by {@code count}. */
  HeldTimes(ProxyHost host, Supplier<CompletableFuture<Map<Proxy, HeldBytes>>> count) {
    this.host = host;
    this.count = count;
  }

  /** Takes the answer of the loops, if it has come, and asks anew. */
  void sample(long now) {
    if (!answer.isDone()) {
      if (now - askedAt > PATIENCE_NANOS) {
        ask(now);
      }
      return;
    }
    Map<Proxy, HeldBytes> held = answer.join();
    times.keySet().retainAll(arrived.keySet());
    arrived.forEach(
        (way, bytes) -> {
          HeldBytes both = held.get(way.proxy());
          if (both != null) {
            add(way, bytes, both.of(way.direction()));
          }
        });
    ask(now);
  }

  private void add(Way way, long bytes, long held) {
    HeldTime time = times.get(way);
    if (time == null) {
      times.put(way, new HeldTime(askedAt, bytes, held));
    } else {
      time.sample(askedAt, bytes, held);
    }
  }

  private void ask(long now) {
    Map<Way, Long> before = new HashMap<>();
    for (Proxy proxy : host.proxies()) {
      for (Direction direction : Direction.values()) {
        before.put(new Way(proxy, direction), proxy.metrics().bytesRelayed(direction));
      }
    }
    answer = count.get();
    arrived = before;
    askedAt = now;
  }

  /** Makes the means those of what has left since the last call. */
  void conclude() {
    Map<Way, Double> next = new HashMap<>();
    times.forEach((way, time) -> next.put(way, time.millis()));
    latest = next;
  }

  /** Returns the latest mean of a proxy, in milliseconds; 0 if nothing has left. Any thread. */
  double millis(Proxy proxy, Direction direction) {
    return latest.getOrDefault(new Way(proxy, direction), 0.0);
  }
}
