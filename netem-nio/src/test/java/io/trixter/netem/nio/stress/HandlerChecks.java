package io.trixter.netem.nio.stress;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where a handler is called: on which thread, under which locks, and whether another can go on. */
final class HandlerChecks {
  private static final int ONE_LOOK_OF = 50;
  private static final int ONE_INTRUSION_OF = 1000;
  private static final long DEADLOCK_SECONDS = 10;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final SharedState state;
  private final ExecutorService intruders =
      Executors.newCachedThreadPool(task -> new Thread(task, "stress-intruder"));

  HandlerChecks(SharedState state) {
    this.state = state;
  }

  /** Called in a handler. */
  void check(Transfer transfer) throws Exception {
    Thread thread = Thread.currentThread();
    if (!state.testGroup.mayRunHandlers(thread)) {
      state.ledger.violation("a handler on a foreign thread, " + thread + "; " + transfer);
    }
    SplittableRandom random = new SplittableRandom(~transfer.dice);
    if (random.nextInt(ONE_LOOK_OF) == 0) {
      lookForLocks(thread, transfer);
    }
    if (random.nextInt(ONE_INTRUSION_OF) == 0 && !state.isEnding()) {
      intrude(transfer, random);
    }
  }

  private void lookForLocks(Thread thread, Transfer transfer) {
    state.ledger.count("looks for locks");
    ThreadInfo info = THREADS.getThreadInfo(new long[] {thread.getId()}, true, true)[0];
    for (MonitorInfo monitor : info.getLockedMonitors()) {
      if (monitor.getLockedStackFrame().getClassName().startsWith("io.trixter.")) {
        state.ledger.violation("a handler under the monitor " + monitor + "; " + transfer);
      }
    }
    for (LockInfo lock : info.getLockedSynchronizers()) {
      if (!lock.getClassName().endsWith("ThreadPoolExecutor$Worker")) {
        state.ledger.violation("a handler under the lock " + lock + "; " + transfer);
      }
    }
  }

  /** While the handler waits, another thread uses and closes its channel, and uses others. */
  private void intrude(Transfer transfer, SplittableRandom random)
      throws InterruptedException, ExecutionException {
    state.ledger.count("intrusions");
    End end = transfer.lane.end;
    Thread[] intruder = new Thread[1];
    Future<?> intrusion =
        intruders.submit(
            () -> {
              intruder[0] = Thread.currentThread();
              state.starter.empty(end.reads, random);
              state.starter.empty(end.writes, random);
              state.starter.transfer(end.lane(!transfer.lane.reading), random);
              end.close();
              for (int i = 0; i < 10; i++) {
                state.useAny(random);
              }
              return null;
            });
    try {
      intrusion.get(DEADLOCK_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      String where = intruder[0] == null ? "" : Arrays.toString(intruder[0].getStackTrace());
      state.ledger.violation("another thread cannot go on while a handler waits: " + where);
    }
  }

  void end() throws InterruptedException {
    intruders.shutdownNow();
    intruders.awaitTermination(DEADLOCK_SECONDS, TimeUnit.SECONDS);
  }
}
