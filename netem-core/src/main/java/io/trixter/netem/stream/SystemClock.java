package io.trixter.netem.stream;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The JVM's own clock. */
final class SystemClock implements Clock {
  static final SystemClock INSTANCE = new SystemClock();

  private SystemClock() {}

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // its callers loop
  public long await(ReentrantLock lock, Condition condition, long nanos)
      throws InterruptedException {
    return condition.awaitNanos(nanos);
  }
}
