package io.trixter.netem.nio.loop;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Whether an event loop runs, and has memory. A loop that waits for something to do is well; one
 * whose iteration has begun long ago is stuck. Times are nanoseconds of {@link System#nanoTime}.
 * Written by the loop's thread alone; any thread asks.
 */
final class LoopHealth {
  private static final AtomicLongFieldUpdater<LoopHealth> RUNNING_SINCE =
      AtomicLongFieldUpdater.newUpdater(LoopHealth.class, "runningSince");
  private static final AtomicLongFieldUpdater<LoopHealth> SERVED_AT =
      AtomicLongFieldUpdater.newUpdater(LoopHealth.class, "servedAt");

  private volatile long runningSince; // 0: waits for something to do
  private volatile long lackingSince; // since when no iteration has had memory; 0: the last had
  private volatile long servedAt = System.nanoTime(); // when it last had a socket to serve
  private volatile boolean dead;
  private boolean lacks; // this iteration

  /** The loop waits from now on. What others then hand to it has to wake it. */
  void asleep() {
    runningSince = 0;
  }

  boolean isAsleep() {
    return runningSince == 0;
  }

  /** An iteration begins. */
  void iterationBegan(long now) {
    RUNNING_SINCE.lazySet(this, now | 1);
  }

  /** The iteration has a socket to serve. */
  void served(long now) {
    SERVED_AT.lazySet(this, now);
  }

  /** Whether the last iteration that had a socket to serve began after {@code time}. */
  boolean hasServedSince(long time) {
    return servedAt - time > 0;
  }

  /** The iteration lacks memory. */
  void lacksMemory(long now) {
    lacks = true;
    if (lackingSince == 0) {
      lackingSince = now | 1;
    }
  }

  /** The iteration has ended. */
  void iterationEnded() {
    if (lacks) {
      lacks = false;
    } else if (lackingSince != 0) {
      lackingSince = 0;
    }
  }

  /** The loop runs no more, though nobody has stopped it. */
  void died() {
    dead = true;
  }

  boolean isDead() {
    return dead;
  }

  /** Whether each iteration has lacked memory for {@code nanos}. */
  boolean lacksMemoryFor(long nanos, long now) {
    long since = lackingSince;
    return since != 0 && now - since >= nanos;
  }

  /** Whether the loop has been in one iteration, or without memory, for {@code nanos}. */
  boolean isStuckFor(long nanos, long now) {
    long since = runningSince;
    return (since != 0 && now - since >= nanos) || lacksMemoryFor(nanos, now);
  }
}
