package io.trixter.proxy.api;

import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The threads that serve requests: one for each at hand, so that a client that never ends its
 * headers or its body holds up nobody else, and no more than a bounded number, which clients lose
 * who take too long. When all threads are taken, the latest request comes first: most of those that
 * wait longer will prove to block as well.
 */
final class Workers implements Executor, AutoCloseable {
  private static final int THREADS = 256;
  private static final int STACK_BYTES = 256 << 10;
  private static final int TICK_MILLIS = 100;

  private final ThreadPoolExecutor pool;
  private final ScheduledThreadPoolExecutor warden;
  private final Deque<Runnable> backlog = new ConcurrentLinkedDeque<>();
  private final Set<ClientTimeout> timeouts = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean watching = new AtomicBoolean();

  Workers() {
    pool =
        new ThreadPoolExecutor(
            0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), r -> daemon(r, "worker"));
    warden = new ScheduledThreadPoolExecutor(1, r -> daemon(r, "warden"));
  }

  private static Thread daemon(Runnable work, String role) {
    Thread thread = new Thread(null, work, "trixter-api-" + role, STACK_BYTES);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Serves a request as soon as there is a thread.
   *
   * @throws RejectedExecutionException if this is closed
   */
  @Override
  public void execute(Runnable request) {
    try {
      pool.execute(() -> serve(request));
    } catch (RejectedExecutionException full) {
      if (pool.isShutdown()) {
        throw full;
      }
      backlog.addFirst(request);
    }
    watch();
  }

  /** Runs what must not be cut short, whatever its client does. */
  static <T> T undisturbed(Supplier<T> work) {
    ClientTimeout timeout = ClientTimeout.current();
    if (timeout == null) {
      return work.get();
    }
    timeout.settle();
    try {
      return work.get();
    } finally {
      timeout.start(ClientTimeout.REQUEST);
    }
  }

  /** Says that this thread's request was answered, and that only the rest of it is read now. */
  static void discarding() {
    ClientTimeout timeout = ClientTimeout.current();
    if (timeout != null) {
      timeout.start(ClientTimeout.DISCARD);
    }
  }

  private void serve(Runnable first) {
    for (Runnable next = first; next != null; next = backlog.pollFirst()) {
      ClientTimeout timeout = ClientTimeout.begin();
      timeouts.add(timeout);
      try {
        next.run();
      } finally {
        timeouts.remove(timeout);
        timeout.end();
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
  private void watch() {
    if (watching.compareAndSet(false, true)) {
      try {
        warden.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closed) {
        // nobody is left to wait for
      }
    }
  }

  private void tick() {
    boolean crowded = !backlog.isEmpty();
    timeouts.forEach(timeout -> timeout.expire(crowded));
    Runnable next = backlog.pollFirst();
    watching.set(false);
    if (next != null) {
      execute(next);
    } else if (!timeouts.isEmpty()) {
      watch();
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
    warden.shutdownNow();
  }
}
