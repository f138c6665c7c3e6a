package io.trixter.proxy.relay;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks names up for all proxies of a host, on threads of its own because the system's resolver
 * blocks. One look-up of a name is in flight at a time, and all who ask for that name meanwhile
 * share its result. A name that takes long keeps one thread; there are 32 at most, and they end
 * when they have been idle for ten seconds. Safe for any thread.
 */
final class Lookups implements AutoCloseable {
  private static final int MOST_THREADS = 32;
  private static final int IDLE_SECONDS = 10;

  /** Takes the result of a look-up, once, on a thread of the look-ups or of the caller. */
  interface Asker {
    /** Takes the addresses, at least one, the preferred one first. */
    void found(InetAddress... addresses);

    /** Takes the reason why there is none. */
    void failed(String why);
  }

  private final Lookup lookup;
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE, // those that look up are counted
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Lookups::daemon);
  private final Map<String, List<Asker>> inFlight = new HashMap<>(); // under the lock of this
  private final Queue<String> backlog = new ArrayDeque<>(); // under the lock of this
  private int busy; // under the lock of this

  Lookups(Lookup lookup) {
    this.lookup = lookup;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "trixter-resolver");
    thread.setDaemon(true);
    return thread;
  }

  /** Looks {@code host} up, or joins the look-up of it that is in flight. */
  void find(String host, Asker asker) {
    if (joins(host, asker)) {
      try {
        threads.execute(() -> lookUpFrom(host));
      } catch (RuntimeException | Error noThread) { // closed, or no memory for a thread
        threadMissing(host, noThread);
      }
    }
  }

  /** Adds {@code asker}; returns whether a thread has to be started for it. */
  private synchronized boolean joins(String host, Asker asker) {
    List<Asker> askers = inFlight.get(host);
    if (askers != null) {
      askers.add(asker);
      return false;
    }
    inFlight.put(host, new ArrayList<>(List.of(asker)));
    if (busy == MOST_THREADS) {
      backlog.add(host);
      return false;
    }
    busy++;
    return true;
  }

  private void threadMissing(String host, Throwable why) {
    synchronized (this) {
      busy--;
    }
    fail(host, "cannot be looked up: " + why.getMessage());
  }

  private void lookUpFrom(String first) {
    for (String host = first; host != null; host = next()) {
      lookUp(host);
    }
  }

  private synchronized String next() {
    String host = backlog.poll();
    if (host == null) {
      busy--;
    }
    return host;
  }

  private void lookUp(String host) {
    try {
      InetAddress[] found = lookup.addressesOf(host);
      for (Asker each : takeAll(host)) {
        tell(each, found);
      }
    } catch (UnknownHostException e) {
      fail(host, "unknown host");
    } catch (RuntimeException | Error e) {
      fail(host, "cannot be looked up: " + e);
    }
  }

  /** One that cannot take the addresses keeps nothing from the others. */
  private static void tell(Asker asker, InetAddress... found) {
    try {
      asker.found(found);
    } catch (RuntimeException | Error e) {
      asker.failed("cannot be looked up: " + e);
    }
  }

  private void fail(String host, String why) {
    for (Asker each : takeAll(host)) {
      each.failed(why);
    }
  }

  /** Ends the look-up: those who come from now on start another. */
  private synchronized List<Asker> takeAll(String host) {
    List<Asker> all = inFlight.remove(host);
    return all == null ? List.of() : all;
  }

  /** Ends the threads; what is asked from now on fails. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
