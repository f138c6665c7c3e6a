package io.trixter.netem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that a thread of its own does, and how it ends. */
final class Background<T> {
  private static final long PATIENCE_SECONDS = 30;

  /** What may throw. */
  interface Action {
    void run() throws Exception;
  }

  private final FutureTask<T> task;
  private final Thread thread;
  private volatile long endedAt;
  private volatile boolean interruptedAfter;

  private Background(Callable<T> work) {
    task =
        new FutureTask<>(
            () -> {
              try {
                return work.call();
              } finally {
                endedAt = System.nanoTime();
                interruptedAfter = Thread.currentThread().isInterrupted();
              }
            });
    thread = new Thread(task, "background");
    thread.setDaemon(true);
    thread.start();
  }

  static <T> Background<T> call(Callable<T> work) {
    return new Background<>(work);
  }

  static Background<Void> run(Action work) {
    return call(
        () -> {
          work.run();
          return null;
        });
  }

  /** Waits until the thread waits for a time to come. */
  Background<T> untilItWaits() {
    return untilItIs(Thread.State.TIMED_WAITING);
  }

  /** Waits until the thread waits for something that no time brings. */
  Background<T> untilItWaitsForEver() {
    return untilItIs(Thread.State.WAITING);
  }

  private Background<T> untilItIs(Thread.State state) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (thread.getState() != state) {
      assertThat(thread.isAlive()).as("still at work").isTrue();
      assertThat(System.nanoTime()).as("patience").isLessThan(end);
      Thread.onSpinWait();
    }
    return this;
  }

  void interrupt() {
    thread.interrupt();
  }

  boolean isDone() {
    return task.isDone();
  }

  T result() throws Exception {
    try {
      return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      AssertionError hangs = new AssertionError("hangs");
      hangs.setStackTrace(thread.getStackTrace());
      throw hangs;
    }
  }

  Throwable failure() throws Exception {
    try {
      throw new AssertionError("gave " + result());
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  /** Whether the thread's interrupt flag was set when it had ended. */
  boolean wasInterruptedAfter() {
    return interruptedAfter;
  }

  /** How long after {@code nanoTime} it ended. */
  Duration endedAfter(long nanoTime) {
    return Duration.ofNanos(endedAt - nanoTime);
  }
}
