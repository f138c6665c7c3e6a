package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One thread, one poller, one heap of timers. An iteration of the loop polls, serves what is ready,
 * fires what is due, runs the tasks that other threads gave, then completions that were put off.
 *
 * <p>In a group with an executor each handler of a caller's is a task of it, so that one that
 * blocks stops nothing else. In a group without one they run inline, up to a recursion bound;
 * deeper ones are put off, so that a handler that starts the next operation never overflows the
 * stack and never starves the poller.
 *
 * <p>A busy loop yields after its iteration, as {@link YieldPolicy} decides. Without that, and with
 * fewer processors than busy threads, the kernel would interrupt the loop in mid-iteration for a
 * whole time slice, and the loop would read what its peers send in small pieces.
 *
 * <p>Timers are never early.
 *
 * <p>A loop outlives an {@link OutOfMemoryError}, wherever in an iteration it is thrown. The
 * operation or the channel whose work lacked memory is ended with that cause, and the rest goes on.
 * What the poller may have lost is made up for a little later. What recovers allocates nothing, or
 * is tried again.
 */
public final class EventLoop implements Reactor {
  private static final int DEFERRED_AN_ITERATION = 64;
  private static final long MILLISECOND = 1_000_000;
  private static final long TRIM_EVERY = 1_000_000_000;
  private static final long FAILURE_PAUSE = 10 * MILLISECOND;
  static final long GIVE_UP_AFTER = 10_000 * MILLISECOND;

  private final EventLoopGroup group;
  private final Poller poller;
  private final LoopHealth health = new LoopHealth();
  private final Thread thread;
  private final ExecutorService handlers; // null: they run on this loop
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final TimerHeap timers = new TimerHeap();
  private final Deliveries deliveries = new Deliveries(this::report);
  private final BufferPool buffers;
  private final BooleanSupplier hasWork = this::hasWork;
  final YieldPolicy yieldPolicy = new YieldPolicy(this::othersServedSince);
  private final Timer trimming =
      new Timer() {
        @Override
        protected void fired() {
          if (buffers.trim()) {
            trimLater();
          }
        }
      };
  private final MemoryShortage shortage;
  private final long giveUpAfter; // nanoseconds
  private long pollFailingSince; // 0: the last poll did not fail
  private volatile boolean stopping;
  private volatile boolean stopped;

  EventLoop(
      EventLoopGroup group,
      ThreadFactory threads,
      int loops,
      ExecutorService handlers,
      Poller poller,
      long giveUpAfter)
      throws IOException {
    this.group = group;
    this.handlers = handlers;
    this.poller = poller;
    this.giveUpAfter = giveUpAfter;
    shortage = new MemoryShortage(poller, health, EventLoop::tell, giveUpAfter);
    buffers = new BufferPool(loops, this::trimLater);
    thread = newThread(threads);
  }

  private Thread newThread(ThreadFactory threads) throws IOException {
    Thread made = threads.newThread(this::run);
    if (made == null) {
      throw new IOException("the thread factory made no thread");
    }
    return made;
  }

  void start() {
    thread.start();
  }

  /** The group it belongs to. */
  EventLoopGroup group() {
    return group;
  }

  /** Whether it runs and has memory. Any thread. */
  LoopHealth health() {
    return health;
  }

  /** Buffers to read into; for the loop's own thread. */
  public BufferPool buffers() {
    return buffers;
  }

  private void trimLater() {
    arm(trimming, TRIM_EVERY);
  }

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public boolean inReactor() {
    return Thread.currentThread() == thread;
  }

  /**
   * {@inheritDoc}
   *
   * @throws OutOfMemoryError if there is no memory to keep {@code task}, which then never runs
   */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (health.isAsleep() && !inReactor()) {
      poller.wakeup();
    }
    if (stopped && tasks.remove(task)) {
      task.run(); // the channels are closed and the thread is gone
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws OutOfMemoryError if there is no memory for one more; {@code timer} is as it was
   */
  @Override
  public void arm(Timer timer, long nanos) {
    timers.arm(timer, System.nanoTime(), nanos);
  }

  @Override
  public void disarm(Timer timer) {
    timers.disarm(timer);
  }

  /** Notes that a socket of it has moved {@code bytes}. The loop's thread. */
  void moved(long bytes) {
    yieldPolicy.moved(bytes);
  }

  /** How it waits, and what makes its sockets. */
  Poller poller() {
    return poller;
  }

  /**
   * Sets {@code closed} and runs {@code closing} on the loop's thread, unless it is set. Any
   * thread.
   *
   * @throws OutOfMemoryError if {@code closing} cannot be handed over; {@code closed} is unset then
   */
  void closeOnce(AtomicBoolean closed, Runnable closing) {
    if (closed.compareAndSet(false, true)) {
      try {
        run(closing);
      } catch (OutOfMemoryError e) {
        closed.set(inReactor());
        throw e;
      }
    }
  }

  @Override
  public void deliver(Operation<?> ended) {
    if (handlers == null || ended.endsInside() || !dispatch(ended)) {
      deliveries.deliver(ended);
    }
  }

  /** Calls the handler of {@code ended} when the stack has unwound. */
  void deliverLater(Operation<?> ended) {
    if (handlers == null || !dispatch(ended)) {
      deliveries.defer(ended);
    }
  }

  /** Gives the handler of {@code ended} to the executor; false if that did not take it. */
  private boolean dispatch(Operation<?> ended) {
    try {
      handlers.execute(ended.teller());
      return true;
    } catch (RejectedExecutionException shutDown) {
      return !ended.takeBack();
    } catch (OutOfMemoryError e) {
      lacksMemory(e);
      return !ended.takeBack();
    }
  }

  void stop() {
    stopping = true;
    poller.wakeup();
  }

  private void run() {
    try {
      while (!stopping) {
        iterate();
      }
    } catch (Throwable thrown) {
      health.died();
      endAll(thrown);
      throw thrown;
    } finally {
      stopped = true;
      health.asleep();
      runAll(tasks);
      while (!deliveries.isEmpty()) {
        deliveries.runDeferred(DEFERRED_AN_ITERATION);
      }
      poller.close();
      group.loopStopped();
    }
  }

  private void endAll(Throwable cause) {
    try {
      poller.forEach(selectable -> end(selectable, cause));
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  private void iterate() {
    shortage.repair();
    long before = System.nanoTime();
    poll(before);
    long begun = System.nanoTime();
    health.iterationBegan(begun);
    int ready = poller.readyCount();
    if (ready > 0) {
      health.served(begun);
    }
    Thread.interrupted(); // a handler's leftover would keep the poller from ever blocking
    for (Selectable next = poller.next(); next != null; next = poller.next()) {
      yieldPolicy.served(next, begun);
      serve(next);
    }
    long now = System.nanoTime();
    for (Timer due = timers.pollDue(now); due != null; due = timers.pollDue(now)) {
      fire(due);
    }
    runAll(tasks);
    deliveries.runDeferred(DEFERRED_AN_ITERATION);
    health.iterationEnded();
    yieldPolicy.iterationEnded(ready, begun - before);
  }

  private boolean othersServedSince(long time) {
    return group.hasServedSince(time, this);
  }

  private void poll(long now) {
    try {
      waitFor(shortage.limit(timers.nanosToNext(now), now));
      pollFailingSince = 0;
    } catch (OutOfMemoryError e) {
      lacksMemory(e);
      LockSupport.parkNanos(this, FAILURE_PAUSE);
    } catch (Throwable e) {
      pollFailed(now, e);
    }
  }

  private void waitFor(long wait) throws IOException {
    if (wait == 0 || hasWork()) {
      poller.poll(0, hasWork);
      return;
    }
    health.asleep();
    if (hasWork()) {
      poller.poll(0, hasWork);
    } else {
      poller.poll(wait, hasWork);
    }
  }

  private boolean hasWork() {
    return !deliveries.isEmpty() || !tasks.isEmpty() || poller.hasClosing() || stopping;
  }

  /** Pauses, and has the poller repaired; gives up if that does not help. */
  private void pollFailed(long now, Throwable e) {
    if (pollFailingSince == 0) {
      pollFailingSince = now | 1;
    } else if (now - pollFailingSince >= giveUpAfter) {
      throw new IllegalStateException("the poller fails: " + e.getMessage(), e);
    }
    LockSupport.parkNanos(this, FAILURE_PAUSE);
    shortage.rebuild();
  }

  private void serve(Selectable selectable) {
    int ops = selectable.readyOps;
    selectable.readyOps = 0;
    if (ops != 0) {
      try {
        selectable.ready(ops);
      } catch (Throwable thrown) {
        report(thrown);
        if (thrown instanceof Error) {
          end(selectable, thrown);
        }
      }
    }
  }

  private void fire(Timer timer) {
    try {
      timer.fired();
    } catch (Throwable thrown) {
      report(thrown);
      if (thrown instanceof Error) {
        endTimed(timer, thrown);
      }
    }
  }

  private void endTimed(Timer timer, Throwable cause) {
    try {
      timer.firingFailed(cause);
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  /**
   * Runs what other threads gave. What a task throws is only reported, an error too: a task that
   * may lack memory ends what it is for by itself.
   */
  private void runAll(Queue<Runnable> given) {
    for (Runnable task = given.poll(); task != null; task = given.poll()) {
      try {
        task.run();
      } catch (Throwable thrown) {
        report(thrown);
      }
    }
  }

  @Override
  public void report(Throwable thrown) {
    if (!(thrown instanceof OutOfMemoryError error) || shortage.met(error)) {
      tell(thrown); // of a shortage the first alone: telling takes memory
    }
  }

  /** Tells the calling thread's handler of uncaught exceptions. */
  private static void tell(Throwable thrown) {
    Thread thrower = Thread.currentThread();
    try {
      thrower.getUncaughtExceptionHandler().uncaughtException(thrower, thrown);
    } catch (Throwable ignored) {
      // nobody is left to tell
    }
  }

  @Override
  public void lacksMemory(OutOfMemoryError error) {
    shortage.met(error);
  }

  /** Ends what {@code selectable} is there for; later, if there is no memory for that now. */
  void end(Selectable selectable, Throwable cause) {
    shortage.end(selectable, cause);
  }
}
