package io.trixter.proxy;

import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The proxies of a host by name. A name is taken from before its proxy is made until the proxy has
 * ended. Safe for any thread; reading waits for nobody.
 */
final class ProxyTable {
  /** How many connection counters of removed proxies are kept. */
  static final int MOST_COUNTERS = 100_000;

  private final NavigableMap<String, Proxy> proxies =
      new ConcurrentSkipListMap<>(ProxyTable::byCodePoints);
  private final Map<String, AtomicLong> taken = new HashMap<>(); // under the lock of this
  private final ConnectionCounters removed =
      new ConnectionCounters(MOST_COUNTERS); // under the lock of this

  /** Takes {@code name}; returns the counter of its connections, or null if the name is taken. */
  synchronized AtomicLong take(String name) {
    if (taken.containsKey(name)) {
      return null;
    }
    AtomicLong counter = removed.take(name);
    taken.put(name, counter);
    return counter;
  }

  /** Adds the proxy that was made under its name. */
  synchronized void add(Proxy proxy) {
    proxies.put(proxy.name(), proxy);
    notifyAll();
  }

  /** Removes {@code proxy}, whose name stays taken; returns false if it was removed before. */
  boolean remove(Proxy proxy) {
    return proxies.remove(proxy.name(), proxy);
  }

  /** Gives {@code name} up. */
  synchronized void free(String name) {
    removed.keep(name, taken.remove(name));
    notifyAll();
  }

  /** Numbers the connections of all proxies from 0 again. */
  synchronized void restartCounters() {
    taken.values().forEach(counter -> counter.set(0));
    removed.clear();
  }

  /** Returns the proxy of this name, or null. */
  Proxy find(String name) {
    return proxies.get(name);
  }

  /**
   * Returns the proxy of this name, or null if the name is free. Waits while one is being made or
   * ended under it.
   */
  synchronized Proxy await(String name) throws InterruptedIOException {
    while (taken.containsKey(name) && !proxies.containsKey(name)) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while another changes proxy " + name);
      }
    }
    return proxies.get(name);
  }

  /** Returns all, sorted by the code points of their names; live. */
  Collection<Proxy> all() {
    return proxies.values();
  }

  /** Returns how many connection counters of removed proxies are kept. */
  synchronized int counters() {
    return removed.size();
  }

  /** Compares by code points, as the bytes of UTF-8 compare; halves of pairs come last. */
  private static int byCodePoints(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        boolean supplementary = Character.isSurrogate(a);
        if (supplementary != Character.isSurrogate(b)) {
          return supplementary ? 1 : -1;
        }
        return Character.compare(a, b);
      }
    }
    return Integer.compare(one.length(), other.length());
  }
}
