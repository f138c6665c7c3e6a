package io.trixter.netem.nio.loop;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;

/**
 * Who runs a loop whose callers' handlers belong on an executor. The loop's own thread can: it
 * gives the executor each handler as a task, so that none that blocks stops the loop, at the price
 * of waking a thread for each. A thread of the executor can, as {@link Leader}: it calls the
 * handlers itself, which is faster by far. Meanwhile the loop's own thread watches, and takes the
 * loop back once a handler has blocked for a millisecond or computed for ten; the next leader then
 * comes after a pause, longer each time that leading did not last.
 *
 * <p>Only an executor that makes a thread for each task, as a cached pool does, lends leaders: of
 * another one a leader might occupy a thread that somebody waits for.
 *
 * <p>Confined to whoever owns the loop, but for {@link #leader}, {@link #isOwner}, {@link #run},
 * {@link #apply} and {@link #wakeWatch}, which are for any thread.
 */
final class Leadership {
  private static final long STEP = 1_000_000;
  private static final long LONGEST_COMPUTATION = 10_000_000;
  private static final long QUIET = 20_000_000;
  private static final long SHORTEST_PAUSE = 10_000_000;
  private static final long LONGEST_PAUSE = 1_000_000_000;
  private static final int FOLLOW_UPS_A_TURN = 64;

  private final EventLoop loop;
  private final Thread own;
  private final ExecutorService executor;
  private final Queue<Operation<?>> ended = new ArrayDeque<>();
  private volatile Leader leader;
  private volatile Leader candidate;
  private boolean invited;
  private long inviteFrom = System.nanoTime();
  private long pause;

  Leadership(EventLoop loop, Thread own, ExecutorService executor) {
    this.loop = loop;
    this.own = own;
    this.executor = executor;
    invited = !makesAThreadForEachTask(executor); // for good
  }

  private static boolean makesAThreadForEachTask(ExecutorService executor) {
    return executor instanceof ThreadPoolExecutor pool
        && pool.getMaximumPoolSize() == Integer.MAX_VALUE
        && pool.getQueue() instanceof SynchronousQueue;
  }

  /** Who leads the loop; null if its own thread runs it. */
  Leader leader() {
    return leader;
  }

  /** Whether the calling thread owns the loop. */
  boolean isOwner() {
    Leader now = leader;
    return now == null ? Thread.currentThread() == own : now.isCaller();
  }

  /** Runs {@code task} at once if the calling thread owns the loop, else has the loop run it. */
  void run(Runnable task) {
    Leader now = leader;
    if (now == null ? Thread.currentThread() == own : now.isCaller() && now.isAtWork()) {
      task.run();
    } else if (now != null && now.isCaller() && now.work()) {
      try {
        task.run();
      } finally {
        now.resumeHandler();
      }
    } else {
      loop.execute(task);
    }
  }

  // calling handlers

  /** Has the handler of {@code operation} called; false if there is no executor left to do it. */
  boolean deliver(Operation<?> operation) {
    if (leader != null) {
      ended.add(operation);
      return true;
    }
    boolean dispatched = dispatch(operation.teller());
    if (dispatched && !invited && System.nanoTime() - inviteFrom >= 0) {
      invited = true;
      dispatch(new Leader(loop, this));
    }
    return dispatched;
  }

  private boolean dispatch(Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException shutDownByItsOwner) {
      return false;
    }
  }

  /** Whether handlers wait for the leader to call them. */
  boolean hasHandlers() {
    return !ended.isEmpty();
  }

  /** Calls the handlers that wait; false if {@code leading} was deposed in one of them. */
  boolean callHandlers(Leader leading) {
    for (int left = ended.size() + FOLLOW_UPS_A_TURN; left > 0 && !ended.isEmpty(); left--) {
      Operation<?> next = ended.remove();
      leading.enterHandler();
      try {
        next.callHandler();
      } catch (Throwable thrown) {
        loop.report(thrown);
      }
      if (!leading.work()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a leader may go on. */
  boolean mayLead() {
    return !executor.isShutdown();
  }

  // changing hands

  /** A thread of the executor's is there to lead. */
  void apply(Leader applicant) {
    candidate = applicant;
    if (loop.isStopped()) {
      applicant.refuse();
    } else {
      loop.wakeUp();
    }
  }

  /** The loop has stopped: nobody is to lead it any more. */
  void close() {
    Leader late = candidate;
    if (late != null) {
      late.refuse();
    }
  }

  void wakeWatch() {
    LockSupport.unpark(own);
  }

  /** Hands the loop to whoever applied, and returns when it has come back. The own thread's. */
  void handOver() {
    Leader next = candidate;
    if (next == null) {
      return;
    }
    candidate = null;
    long begun = System.nanoTime();
    leader = next;
    next.grant();
    watch(next);
    leader = null;
    long now = System.nanoTime();
    boolean lasted = now - begun > LONGEST_PAUSE;
    pause = lasted ? SHORTEST_PAUSE : Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, 2 * pause));
    inviteFrom = now + pause;
    invited = false;
    for (Operation<?> left = ended.poll(); left != null; left = ended.poll()) {
      loop.deliverLater(left);
    }
  }

  private void watch(Leader watched) {
    int seen = watched.handlers();
    long since = System.nanoTime();
    while (!watched.isOut()) {
      LockSupport.parkNanos(this, STEP);
      Thread.interrupted(); // it would park no more
      long now = System.nanoTime();
      boolean inHandler = watched.isInHandler();
      if (watched.handlers() != seen) {
        seen = watched.handlers();
        since = now;
      } else if (inHandler) {
        if (now - since >= (watched.isBlocked() ? STEP : LONGEST_COMPUTATION)) {
          watched.depose();
        }
      } else if (now - since >= QUIET && watched.leaveUnwatched()) {
        LockSupport.park(this);
      }
    }
  }
}
