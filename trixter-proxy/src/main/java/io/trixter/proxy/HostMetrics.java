package io.trixter.proxy;

import io.trixter.proxy.relay.HostResources;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters of what the proxies of a host share, since it started. Safe for any thread. */
public final class HostMetrics {
  private final ConcurrentSkipListMap<Integer, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final HostResources resources;

  HostMetrics(HostResources resources) {
    this.resources = resources;
  }

  /** Returns how often a connection began to wait for room in the delay budget. */
  public long delayBudgetWaits() {
    return resources.delayBudgetWaits();
  }

  /** Returns how many API requests were answered, by status. */
  public NavigableMap<Integer, Long> apiRequests() {
    NavigableMap<Integer, Long> sums = new TreeMap<>();
    requests.forEach((status, adder) -> sums.put(status, adder.sum()));
    return sums;
  }

  /** Counts an API request that was answered with {@code status}. */
  public void countApiRequest(int status) {
    requests.computeIfAbsent(status, s -> new LongAdder()).increment();
  }
}
