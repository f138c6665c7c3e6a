package io.trixter.proxy;

import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.relay.Relays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts the bytes that proxies hold: one task for each event loop that carries connections. */
final class HeldCount {
  private static final List<Direction> WAYS = List.of(Direction.values());

  private final List<Proxy> proxies;
  private final AtomicLongArray held; // for each proxy its directions
  private final AtomicInteger loopsLeft = new AtomicInteger(1); // one more until all are asked
  private final CompletableFuture<Map<Proxy, HeldBytes>> result = new CompletableFuture<>();

  private HeldCount(List<Proxy> proxies) {
    this.proxies = proxies;
    held = new AtomicLongArray(proxies.size() * WAYS.size());
  }

  /** Counts those of {@code proxies}, whose loops are {@code loops}. Any thread; waits for none. */
  static CompletableFuture<Map<Proxy, HeldBytes>> start(
      List<EventLoop> loops, List<Proxy> proxies) {
    HeldCount count = new HeldCount(proxies);
    for (EventLoop loop : loops) {
      if (!proxies.stream().allMatch(proxy -> relays(proxy).isEmpty(loop))) {
        count.loopsLeft.incrementAndGet();
        loop.execute(() -> count.count(loop));
      }
    }
    count.loopDone();
    return count.result;
  }

  private static Relays relays(Proxy proxy) {
    return proxy.context().relays();
  }

  private void count(EventLoop loop) {
    try {
      for (int i = 0; i < held.length(); i++) {
        Relays relays = relays(proxies.get(i / WAYS.size()));
        held.addAndGet(i, relays.held(loop, WAYS.get(i % WAYS.size())));
      }
    } finally {
      loopDone();
    }
  }

  private void loopDone() {
    if (loopsLeft.decrementAndGet() == 0) {
      Map<Proxy, HeldBytes> all = new LinkedHashMap<>();
      for (int i = 0; i < proxies.size(); i++) {
        all.put(
            proxies.get(i),
            new HeldBytes(held.get(WAYS.size() * i), held.get(WAYS.size() * i + 1)));
      }
      result.complete(all);
    }
  }
}
