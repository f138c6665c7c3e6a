package io.trixter.proxy;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The thread on which the proxies of a host go down and up by themselves: a daemon, which is there
 * only while something is due. Any thread.
 */
final class OutageClock implements AutoCloseable {
  private static final long IDLE_MILLIS = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private ScheduledThreadPoolExecutor timer; // under the lock; null until it is needed
  private boolean closed; // under the lock

  /** Runs {@code task} in {@code nanos} nanoseconds; never once the clock is closed. */
  Future<?> after(long nanos, Runnable task) {
    lock.lock();
    try {
      if (timer == null) {
        timer = newTimer();
      }
      if (closed) {
        timer.shutdownNow();
      }
      return timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
    } finally {
      lock.unlock();
    }
  }

  private static ScheduledThreadPoolExecutor newTimer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, OutageClock::daemon, new ThreadPoolExecutor.DiscardPolicy());
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "trixter-outages");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (timer != null) {
        timer.shutdownNow();
      }
    } finally {
      lock.unlock();
    }
  }
}
