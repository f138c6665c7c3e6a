package io.trixter.proxy.api.dashboard;

import io.trixter.proxy.Proxy;
import io.trixter.proxy.ProxyEvent;
import io.trixter.proxy.ProxyHost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events of a host to its viewers, and a summary each second, for as long as there are
 * any. The event loops only put an event into a queue, and wait for nobody; one thread makes text
 * of it, and puts that into the queue of each viewer. Events leave in the order in which they came,
 * and show their proxy or fault as it is then.
 */
final class Broadcast implements Consumer<ProxyEvent>, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);
  private static final int MOST_WAITING = 16_384;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long SUMMARY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long COMMENT_NANOS = TimeUnit.SECONDS.toNanos(15);

  /** An event and when it happened, in milliseconds since 1970. */
  private record Fired(ProxyEvent event, long time) {}

  private final ProxyHost host;
  private final AtomicLong ids;
  private final HeldTimes heldTimes;
  private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Fired> fired = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong lost = new AtomicLong(); // events that found no room there
  private final Thread thread = new Thread(this, "trixter-events");
  private long tickDue;
  private long summaryDue;
  private long commentDue;

  /**
   * A broadcast that nobody sees yet.
   *
   * @param ids numbers the events
   * @param now by {@link System#nanoTime}
   */
  Broadcast(ProxyHost host, AtomicLong ids, long now) {
    this.host = host;
    this.ids = ids;
    heldTimes = new HeldTimes(host);
    summaryDue = now + SUMMARY_NANOS;
    commentDue = now + COMMENT_NANOS;
    thread.setDaemon(true);
  }

  /** Begins to listen. */
  void start() {
    thread.start();
    host.addListener(this);
  }

  /** Stops to listen; the thread ends. */
  void stop() {
    host.removeListener(this);
    thread.interrupt();
  }

  /** Adds a viewer, which is sent a summary at once and what happens from now on. Any thread. */
  void add(Viewer viewer) {
    addSummary(List.of(viewer));
    viewers.add(viewer);
  }

  /** Removes a viewer; returns whether there are others. Any thread. */
  boolean remove(Viewer viewer) {
    viewers.remove(viewer);
    return !viewers.isEmpty();
  }

  /** Takes an event for the viewers. Any thread; waits for none. */
  @Override
  public void accept(ProxyEvent event) {
    if (!fired.offer(new Fired(event, WallClock.millis()))) {
      lost.incrementAndGet();
    }
  }

  @Override
  public void run() {
    tickDue = System.nanoTime();
    while (true) {
      try {
        step();
      } catch (InterruptedException nobodyLooks) {
        return;
      } catch (RuntimeException | OutOfMemoryError e) {
        failed(e);
      }
    }
  }

  private void step() throws InterruptedException {
    Fired next = fired.poll(tickDue - System.nanoTime(), TimeUnit.NANOSECONDS);
    if (next != null) {
      tell(next);
    }
    long now = System.nanoTime();
    if (now - tickDue >= 0) {
      tickDue = now + TICK_NANOS;
      tick(now);
    }
  }

  /** A step has thrown {@code e}, which costs the viewers one event. */
  private void failed(Throwable e) {
    lost.incrementAndGet();
    try {
      LOG.warn("an event could not be told to those who look", e);
    } catch (OutOfMemoryError silent) {
      LockSupport.parkNanos(TICK_NANOS); // there may be memory later
    }
  }

  private void tell(Fired next) {
    String proxy = next.event().proxy().name();
    long id = ids.incrementAndGet();
    byte[] text = null;
    for (Viewer viewer : viewers) {
      if (viewer.wants(proxy)) {
        text = text == null ? EventText.of(next.event(), id, next.time()) : text;
        viewer.queue().add(id, text);
      }
    }
  }

  /** Does what is due at {@code now}, by {@link System#nanoTime}. */
  void tick(long now) {
    tellOfLost();
    heldTimes.sample(now);
    if (now - commentDue >= 0) {
      commentDue = next(commentDue, COMMENT_NANOS, now);
      viewers.forEach(viewer -> viewer.queue().addIfEmpty(EventText.comment()));
    }
    if (now - summaryDue >= 0) {
      summaryDue = next(summaryDue, SUMMARY_NANOS, now);
      heldTimes.conclude();
      addSummary(viewers);
    }
    for (Viewer viewer : viewers) {
      if (viewer.isStuck(now)) {
        viewer.end();
      }
    }
  }

  /** Returns when that is due again which was due at {@code due}; skips what was missed. */
  private static long next(long due, long interval, long now) {
    return (now - due < interval ? due : now) + interval;
  }

  private void tellOfLost() {
    long events = lost.getAndSet(0);
    if (events > 0) {
      long id = ids.incrementAndGet();
      viewers.forEach(viewer -> viewer.queue().drop(id, events));
    }
  }

  /** Gives a summary to each of {@code some}: the same to those who want the same. */
  private void addSummary(List<Viewer> some) {
    long time = WallClock.millis();
    long id = ids.incrementAndGet();
    Map<String, byte[]> texts = new HashMap<>(); // by the proxy that is wanted, null for all
    for (Viewer viewer : some) {
      byte[] text = texts.computeIfAbsent(viewer.proxy(), wanted -> summary(id, time, viewer));
      viewer.queue().add(id, text);
    }
  }

  private byte[] summary(long id, long time, Viewer viewer) {
    List<Proxy> proxies =
        host.proxies().stream().filter(proxy -> viewer.wants(proxy.name())).toList();
    return EventText.of("summary", id, Summary.of(time, proxies, heldTimes));
  }
}
