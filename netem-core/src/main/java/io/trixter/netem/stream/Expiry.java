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
  private Future<?> timer; // of that, where time passes by itself
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
      arm(wait, nanos);
    }
  }

  /** Closing a stream may take long, so the shared thread leaves it to another. */
  private synchronized void arm(Wait wait, long nanos) {
    if (current == wait) {
      timer = TIMERS.schedule(() -> LineThreads.start(wait::happen), nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Ceases to wait. */
  synchronized void stop() {
    stopped = true;
    forget();
  }

  private void forget() {
    current = null;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private synchronized boolean waitsFor(Wait wait) {
    return current == wait;
  }

  /** Waits once. Time that is set anew is another's to wait for; this one is then due at once. */
  private final class Wait implements Clock.Event {
    @Override
    public long nanosLeft(long now) {
      long left = waitsFor(this) ? killSwitch.timeLeft(now) : Rule.NEVER;
      return left == Rule.NEVER ? 0 : left;
    }

    @Override
    public void happen() {
      if (waitsFor(this)) {
        start();
      }
    }
  }
}
