package io.trixter.netem.stream;

import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Rule;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the time of a kill switch for one stream or socket: by a virtual clock, or on a daemon
 * thread that all share and that exists while any waits. So what is blocked in the inner stream
 * ends too. Keeps no stream alive. Safe for any thread.
 */
final class Expiry {
  private static final ScheduledThreadPoolExecutor TIMERS = timers();

  private final KillSwitch killSwitch;
  private final Clock clock;
  private Wait current; // null while nothing is waited for
  private boolean stopped;

  Expiry(KillSwitch killSwitch, Clock clock) {
    this.killSwitch = killSwitch;
    this.clock = clock;
  }

  private static ScheduledThreadPoolExecutor timers() {
    ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "netem-expiry");
              thread.setDaemon(true);
              return thread;
            });
    timers.setKeepAliveTime(1, TimeUnit.SECONDS);
    timers.allowCoreThreadTimeOut(true);
    timers.setRemoveOnCancelPolicy(true);
    return timers;
  }

  /** Triggers the switch when its time is over: now, or later. To be called when that is set. */
  void start() {
    long nanos = killSwitch.expire(clock.now());
    Wait wait = new Wait();
    synchronized (this) {
      forget();
      if (stopped || nanos == Rule.NEVER) {
        return;
      }
      current = wait;
    }
    if (!clock.schedule(wait)) {
      wait.arm(nanos);
    }
  }

  /** Ceases to wait. */
  synchronized void stop() {
    stopped = true;
    forget();
  }

  private void forget() {
    if (current != null) {
      current.disarm();
      current = null;
    }
  }

  /** Waits once. Closing a stream may take long, so the shared thread leaves it to another. */
  private final class Wait implements Clock.Event {
    private Future<?> timer;

    void arm(long nanos) {
      synchronized (Expiry.this) {
        if (isCurrent()) {
          timer =
              TIMERS.schedule(() -> LineThreads.start(this::happen), nanos, TimeUnit.NANOSECONDS);
        }
      }
    }

    void disarm() {
      if (timer != null) {
        timer.cancel(false);
      }
    }

    private boolean isCurrent() {
      return current == this;
    }

    @Override
    public long nanosLeft(long now) {
      synchronized (Expiry.this) {
        if (!isCurrent()) {
          return 0;
        }
      }
      long left = killSwitch.timeLeft(now);
      return left == Rule.NEVER ? 0 : left; // it is to happen then, and will not wait again
    }

    @Override
    public void happen() {
      synchronized (Expiry.this) {
        if (!isCurrent()) {
          return;
        }
      }
      start();
    }
  }
}
