package io.trixter.netem.nio;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the default group. {@code java.nio.channels.DefaultThreadPool.threadFactory} and
 * {@code .initialSize} configure it, as {@link java.nio.channels.AsynchronousChannelGroup} says.
 */
final class DefaultThreads {
  private static final String PROPERTY = "java.nio.channels.DefaultThreadPool.";
  private static final long KEEP_ALIVE_SECONDS = 60;

  private DefaultThreads() {}

  /**
   * A pool that makes threads as they are needed, daemons unless the user's factory makes others.
   *
   * @throws Error if the factory cannot be made, or the initial size is no number
   */
  static ExecutorService executor() {
    return new ThreadPoolExecutor(
        initialSize(),
        Integer.MAX_VALUE,
        KEEP_ALIVE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        factory());
  }

  /** A daemon thread for an event loop that runs no callers' handlers. */
  static Thread loop(Runnable task) {
    return daemon(task, "netem-loop");
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private static int initialSize() {
    String size = System.getProperty(PROPERTY + "initialSize", "0");
    try {
      return Math.max(0, Integer.parseInt(size));
    } catch (NumberFormatException e) {
      throw new Error(PROPERTY + "initialSize is no number: " + size, e);
    }
  }

  private static ThreadFactory factory() {
    String name = System.getProperty(PROPERTY + "threadFactory");
    if (name == null) {
      return task -> daemon(task, "netem-handler");
    }
    try {
      Class<?> type = Class.forName(name, true, ClassLoader.getSystemClassLoader());
      return (ThreadFactory) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      Throwable cause = e instanceof InvocationTargetException thrown ? thrown.getCause() : e;
      throw new Error(PROPERTY + "threadFactory cannot be made: " + name, cause);
    }
  }
}
