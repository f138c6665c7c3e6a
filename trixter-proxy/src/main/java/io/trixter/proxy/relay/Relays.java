package io.trixter.proxy.relay;

import io.trixter.netem.nio.loop.EventLoop;
import io.trixter.netem.nio.loop.EventLoopGroup;
import io.trixter.proxy.model.Direction;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The connections of one proxy that live, those being opened included, by event loop. Safe for any
 * thread.
 *
 * <p>A relay is registered before its loop hears of it. So one that a visit does not find starts
 * after it, and finds what the caller had changed before.
 */
public final class Relays {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Map<EventLoop, Set<Relay>> byLoop = new LinkedHashMap<>();

  Relays(EventLoopGroup group) {
    for (EventLoop loop : group.loops()) {
      byLoop.put(loop, ConcurrentHashMap.newKeySet());
    }
  }

  void add(Relay relay) {
    byLoop.get(relay.loop()).add(relay);
  }

  void remove(Relay relay) {
    byLoop.get(relay.loop()).remove(relay);
  }

  /**
   * Refuses a change that would wait for the event loops on one of them.
   *
   * @throws IllegalStateException if the calling thread is one
   */
  void refuseLoops() {
    if (byLoop.keySet().stream().anyMatch(EventLoop::inReactor)) {
      throw new IllegalStateException(
          "an event loop must not wait for the others: change faults on another thread");
    }
  }

  /** Returns how many there are. */
  public int size() {
    return byLoop.values().stream().mapToInt(Set::size).sum();
  }

  /** Returns whether {@code loop} has none of them. */
  public boolean isEmpty(EventLoop loop) {
    return byLoop.get(loop).isEmpty();
  }

  /**
   * Returns how many bytes of {@code direction} the faults of those on {@code loop} hold. That
   * loop's thread.
   */
  public long held(EventLoop loop, Direction direction) {
    long held = 0;
    for (Relay relay : byLoop.get(loop)) {
      held += relay.held(direction);
    }
    return held;
  }

  /** Calls {@code visitor} for each of them on the calling thread. */
  public void forEach(Consumer<Relay> visitor) {
    byLoop.values().forEach(relays -> relays.forEach(visitor));
  }

  /**
   * Calls {@code visitor} for each of them on its event loop, by one task for each loop that has
   * any. Returns when all have been called, or after a second if a loop is stuck; the calls still
   * missing then come when it goes on. What the visitor throws at one keeps nothing from the
   * others.
   *
   * @return whether all have been called
   */
  public boolean visit(Consumer<Relay> visitor) {
    CountDownLatch visited = new CountDownLatch(byLoop.size());
    byLoop.forEach(
        (loop, relays) -> {
          if (relays.isEmpty()) {
            visited.countDown();
          } else {
            loop.run(() -> visit(relays, visitor, visited));
          }
        });
    return await(visited, PATIENCE);
  }

  private static void visit(Set<Relay> relays, Consumer<Relay> visitor, CountDownLatch visited) {
    try {
      for (Relay relay : relays) {
        visit(relay, visitor);
      }
    } finally {
      visited.countDown();
    }
  }

  private static void visit(Relay relay, Consumer<Relay> visitor) {
    try {
      visitor.accept(relay);
    } catch (RuntimeException | Error e) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, e);
    }
  }

  private static boolean await(CountDownLatch latch, Duration patience) {
    try {
      return latch.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Waits until all that were to {@linkplain Relay#endSoon end soon} have ended, at most for {@code
   * patience} together. Any thread but a loop's.
   */
  public static void awaitEnds(Collection<Relay> relays, Duration patience) {
    awaitLoops(relays.stream().map(Relay::loop).collect(Collectors.toSet()), patience);
  }

  /**
   * Waits until all {@code loops} have done what they were doing and were asked to do before, at
   * most for {@code patience} together. Any thread but a loop's.
   */
  public static void awaitLoops(Collection<EventLoop> loops, Duration patience) {
    CountDownLatch done = new CountDownLatch(loops.size());
    loops.forEach(loop -> loop.execute(done::countDown));
    await(done, patience);
  }
}
