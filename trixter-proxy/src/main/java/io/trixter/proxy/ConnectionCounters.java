package io.trixter.proxy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connection counters of removed proxies, by name, so that the connections of the next proxy of
 * a name draw anew. Keeps a 64-bit hash of each name, and forgets the counter that was kept first
 * when there are too many. Confined to the lock of its owner.
 */
final class ConnectionCounters {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L; // FNV-1a, for 64 bits
  private static final long FNV_PRIME = 0x100000001b3L;

  private final int most;
  private final Map<Long, AtomicLong> byName = new LinkedHashMap<>();

  /**
   * Keeps no counter at first.
   *
   * @param most how many it keeps at most
   */
  ConnectionCounters(int most) {
    this.most = most;
  }

  /** Hands out the counter of {@code name}, or a new one. */
  AtomicLong take(String name) {
    AtomicLong kept = byName.remove(hash(name));
    return kept == null ? new AtomicLong() : kept;
  }

  /** Keeps the counter of {@code name}, unless it has counted nothing. */
  void keep(String name, AtomicLong counter) {
    if (counter.get() == 0) {
      return;
    }
    byName.put(hash(name), counter);
    if (byName.size() > most) {
      byName.remove(byName.keySet().iterator().next());
    }
  }

  /** Keeps none any more. */
  void clear() {
    byName.clear();
  }

  /** Returns how many it keeps. */
  int size() {
    return byName.size();
  }

  private static long hash(String name) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }
}
