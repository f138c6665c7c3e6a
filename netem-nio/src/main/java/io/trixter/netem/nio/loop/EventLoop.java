package io.trixter.netem.nio.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One thread, one selector, one heap of timers. A turn of the loop selects, serves what is ready,
 * fires what is due, runs the tasks that other threads gave, then completions that were put off.
 *
 * <p>In a group with an executor each handler of a caller's is a task of it, so that one that
 * blocks stops nothing else. In a group without one they run inline, up to a recursion bound;
 * deeper ones are put off, so that a handler that starts the next operation never overflows the
 * stack and never starves the selector.
 *
 * <p>A loop that finds work without having slept yields after its turn, as {@link Courtesy} has it.
 * Where there are fewer processors than busy threads it would else be cut off in mid-turn for a
 * whole time slice, and those whose bytes it relays would give it crumbs.
 *
 * <p>Timers are never early. {@link Selector} timeouts are whole milliseconds: the loop selects for
 * those and parks out the last fraction in short steps, looking for ready channels between them.
 */
public final class EventLoop implements Reactor {
  private static final int DEFERRED_A_TURN = 64;
  private static final long MILLISECOND = 1_000_000;
  private static final long PARK_STEP = 50_000;

  private static final long SHORTEST_SLEEP = 20_000;
  private static final long TRIM_EVERY = 1_000_000_000;

  /** Something that the selector reports on: the attachment of its key. */
  abstract static class Selectable {
    private int readyOps;

    /** Serves what is ready; on the loop's thread. */
    abstract void ready(int readyOps);
  }

  private final EventLoopGroup group;
  private final Selector selector;
  private final Thread thread;
  private final ExecutorService handlers; // null: they run on this loop
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final TimerHeap timers = new TimerHeap();
  private final Deliveries deliveries = new Deliveries(this::report);
  private final BufferPool buffers;
  private final Courtesy courtesy = new Courtesy();
  private final Timer trimming =
      new Timer() {
        @Override
        protected void fired() {
          if (buffers.trim()) {
            trimLater();
          }
        }
      };
  private final Queue<SocketChannel> closing = new ArrayDeque<>();
  private final Consumer<SelectionKey> collector = this::collect;
  private Selectable[] ready = new Selectable[64];
  private int readyCount;
  private volatile boolean asleep;
  private volatile boolean stopping;
  private volatile boolean stopped;

  EventLoop(EventLoopGroup group, ThreadFactory threads, int loops, ExecutorService handlers)
      throws IOException {
    this.group = group;
    selector = Selector.open();
    buffers = new BufferPool(loops, this::trimLater);
    thread = threads.newThread(this::run);
    if (thread == null) {
      selector.close();
      throw new IOException("the thread factory made no thread");
    }
    this.handlers = handlers;
  }

  void start() {
    thread.start();
  }

  /** The group it belongs to. */
  EventLoopGroup group() {
    return group;
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

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (asleep && !inReactor()) {
      selector.wakeup();
    }
    if (stopped && tasks.remove(task)) {
      task.run(); // the channels are closed and the thread is gone
    }
  }

  @Override
  public void arm(Timer timer, long nanos) {
    timers.arm(timer, System.nanoTime(), nanos);
  }

  @Override
  public void disarm(Timer timer) {
    timers.disarm(timer);
  }

  SelectionKey register(SelectableChannel channel, Selectable attachment) throws IOException {
    return channel.register(selector, 0, attachment);
  }

  /**
   * Closes {@code socket} once the selector has let go of it, before the next turn. Closed while it
   * is registered, the JDK would ask for its linger time and shut it down first.
   */
  void close(SocketChannel socket) throws IOException {
    SelectionKey key = socket.keyFor(selector);
    if (key == null) {
      socket.close();
    } else {
      key.cancel();
      closing.add(socket);
    }
  }

  private void closeReleased() {
    for (SocketChannel socket = closing.poll(); socket != null; socket = closing.poll()) {
      try {
        socket.close();
      } catch (IOException ignored) {
        // the descriptor is gone either way
      }
    }
  }

  /** Has the selector let go of closed channels, so that their descriptors are gone on return. */
  void releaseClosed() throws IOException {
    selector.selectNow(collector);
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

  /** Gives the handler of {@code ended} to the executor; false if its owner has shut that down. */
  private boolean dispatch(Operation<?> ended) {
    try {
      handlers.execute(ended.teller());
      return true;
    } catch (RejectedExecutionException shutDown) {
      return false;
    }
  }

  void stop() {
    stopping = true;
    selector.wakeup();
  }

  private void run() {
    try {
      while (!stopping) {
        turn();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("selector failed", e);
    } finally {
      stopped = true;
      runAll(tasks);
      while (!deliveries.isEmpty()) {
        deliveries.runDeferred(DEFERRED_A_TURN);
      }
      closeSelector();
      group.loopStopped();
    }
  }

  private void turn() throws IOException {
    long before = System.nanoTime();
    select();
    boolean busy =
        readyCount > 1 || (readyCount == 1 && System.nanoTime() - before < SHORTEST_SLEEP);
    Thread.interrupted(); // a handler's leftover would keep the selector from ever blocking
    for (int i = 0; i < readyCount; i++) {
      serve(ready[i]);
      ready[i] = null;
    }
    readyCount = 0;
    long now = System.nanoTime();
    for (Timer due = timers.pollDue(now); due != null; due = timers.pollDue(now)) {
      fire(due);
    }
    runAll(tasks);
    deliveries.runDeferred(DEFERRED_A_TURN);
    if (busy) {
      courtesy.turnEnded();
    }
  }

  private void select() throws IOException {
    long wait = timers.nanosToNext(System.nanoTime());
    asleep = true;
    try {
      if (wait == 0 || hasWork()) {
        selector.selectNow(collector);
      } else if (wait >= MILLISECOND) {
        selector.select(collector, wait == TimerHeap.NEVER ? 0 : wait / MILLISECOND);
      } else {
        parkOut(wait);
      }
    } finally {
      asleep = false;
    }
    closeReleased();
  }

  private boolean hasWork() {
    return !deliveries.isEmpty() || !tasks.isEmpty() || !closing.isEmpty() || stopping;
  }

  private void parkOut(long wait) throws IOException {
    long start = System.nanoTime();
    for (long left = wait; left > 0; left = wait - (System.nanoTime() - start)) {
      if (selector.selectNow(collector) > 0 || !tasks.isEmpty()) {
        return;
      }
      LockSupport.parkNanos(this, Math.min(left, PARK_STEP));
    }
    selector.selectNow(collector);
  }

  private void collect(SelectionKey key) {
    Selectable selectable = (Selectable) key.attachment();
    selectable.readyOps |= key.readyOps();
    if (readyCount == ready.length) {
      ready = Arrays.copyOf(ready, 2 * readyCount);
    }
    ready[readyCount++] = selectable;
  }

  private void serve(Selectable selectable) {
    int ops = selectable.readyOps;
    selectable.readyOps = 0;
    if (ops != 0) {
      try {
        selectable.ready(ops);
      } catch (Throwable thrown) {
        report(thrown);
      }
    }
  }

  private void fire(Timer timer) {
    try {
      timer.fired();
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  private void runAll(Queue<Runnable> given) {
    for (Runnable task = given.poll(); task != null; task = given.poll()) {
      try {
        task.run();
      } catch (Throwable thrown) {
        report(thrown);
      }
    }
  }

  private void report(Throwable thrown) {
    Thread thrower = Thread.currentThread();
    try {
      thrower.getUncaughtExceptionHandler().uncaughtException(thrower, thrown);
    } catch (Throwable ignored) {
      // nobody is left to tell
    }
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException ignored) {
      // nothing waits on it any more
    }
    closeReleased();
  }
}
