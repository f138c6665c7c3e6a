package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.Channel;
import java.nio.channels.Pipe;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A group of event loops. A channel is pinned to one loop for its life: the calling thread's own,
 * if that is one of the group's, else the next in turn. Callers' handlers run on the loops, or each
 * as a task of the executor that the group was given and shuts down when it has terminated. Safe
 * for any thread.
 */
public final class EventLoopGroup extends AsynchronousChannelGroup {
  private static final Duration STUCK_AFTER = Duration.ofSeconds(5);

  private final EventLoop[] loops;
  private final AtomicInteger next = new AtomicInteger();
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch running;
  private final ExecutorService handlers; // null: they run on the loops
  private volatile boolean shutdown;

  /**
   * Starts {@code threads} loops.
   *
   * @param handlers runs callers' handlers, or null to have them on the loops
   * @param pollers makes the poller of each loop
   * @throws IllegalArgumentException if {@code threads} is below 1
   * @throws IOException if a poller cannot be opened
   */
  public EventLoopGroup(
      AsynchronousChannelProvider provider,
      int threads,
      ThreadFactory factory,
      ExecutorService handlers,
      Pollers pollers)
      throws IOException {
    super(provider);
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1 (got " + threads + ")");
    }
    this.handlers = handlers;
    initialiseSockets();
    running = new CountDownLatch(threads);
    loops = new EventLoop[threads];
    Poller[] opened = new Poller[threads];
    int started = 0;
    try {
      for (int i = 0; i < threads; i++) {
        opened[i] = pollers.open();
      }
      for (int i = 0; i < threads; i++) {
        loops[i] =
            new EventLoop(this, factory, threads, handlers, opened[i], EventLoop.GIVE_UP_AFTER);
      }
      for (; started < threads; started++) {
        loops[started].start();
      }
    } catch (Throwable e) {
      giveUp(opened, started);
      throw e;
    }
  }

  /** Ends the loops that were started, so many, and closes what the others would have had. */
  private void giveUp(Poller[] opened, int started) {
    for (int i = 0; i < opened.length && opened[i] != null; i++) {
      if (i < started) {
        loops[i].stop();
      } else {
        opened[i].close();
      }
    }
  }

  /**
   * Makes the JDK open the descriptors that it keeps for its sockets. JDK 17 opens them at the
   * first write or close; if none is left then, no socket works again.
   */
  private static void initialiseSockets() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.sink().close();
    pipe.source().close();
  }

  /** The calling thread's loop, if it is one of the group's, else the next in turn. */
  public EventLoop loop() {
    for (EventLoop loop : loops) {
      if (loop.inReactor()) {
        return loop;
      }
    }
    return nextLoop();
  }

  /** All its loops. */
  public List<EventLoop> loops() {
    return List.of(loops);
  }

  /** The next loop in turn. */
  public EventLoop nextLoop() {
    return loops[Math.floorMod(next.getAndIncrement(), loops.length)];
  }

  /**
   * Describes the first event loop that is dead, or has neither slept nor begun another iteration
   * for five seconds; null if there is none. A loop that each time lacks memory does not count as
   * running. Any thread; answers at once.
   */
  public String problem() {
    long now = System.nanoTime();
    for (int i = 0; i < loops.length; i++) {
      LoopHealth health = loops[i].health();
      if (health.isDead()) {
        return "event loop " + i + " is dead";
      }
      if (health.isStuckFor(STUCK_AFTER.toNanos(), now)) {
        return "event loop " + i + " has not run for " + STUCK_AFTER.toSeconds() + " s";
      }
    }
    return null;
  }

  /**
   * Whether an event loop is dead, or has lacked memory in each iteration for ten seconds. The
   * handler of uncaught exceptions of its thread hears of both. Any thread; allocates nothing.
   */
  public boolean isLost() {
    long now = System.nanoTime();
    for (EventLoop loop : loops) {
      LoopHealth health = loop.health();
      if (health.isDead() || health.lacksMemoryFor(EventLoop.GIVE_UP_AFTER, now)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a loop besides {@code asking} has served a socket since {@code time}. Any thread. */
  boolean hasServedSince(long time, EventLoop asking) {
    for (EventLoop loop : loops) {
      if (loop != asking && loop.health().hasServedSince(time)) {
        return true;
      }
    }
    return false;
  }

  void opened(Channel channel) throws IOException {
    open.add(channel);
    if (shutdown) {
      channel.close();
      throw new ShutdownChannelGroupException();
    }
  }

  void closed(Channel channel) {
    open.remove(channel);
    stopIfDone();
  }

  void loopStopped() {
    running.countDown();
    if (running.getCount() == 0 && handlers != null) {
      handlers.shutdown();
    }
  }

  /** Refuses what would call a handler, since there is no thread left to call it on. */
  void checkRunning() {
    if (isTerminated()) {
      throw new ShutdownChannelGroupException();
    }
  }

  private void stopIfDone() {
    if (shutdown && open.isEmpty()) {
      for (EventLoop loop : loops) {
        loop.stop();
      }
    }
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return running.getCount() == 0 && (handlers == null || handlers.isTerminated());
  }

  @Override
  public void shutdown() {
    shutdown = true;
    stopIfDone();
  }

  @Override
  public void shutdownNow() throws IOException {
    shutdown = true;
    for (Channel channel : open) {
      channel.close();
    }
    stopIfDone();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long deadline = System.nanoTime() + unit.toNanos(timeout);
    return running.await(timeout, unit)
        && (handlers == null
            || handlers.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
  }
}
