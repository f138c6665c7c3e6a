package io.trixter.netem.nio.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/** The threads of a group, and what was thrown on them that nobody caught. */
final class Crew implements ThreadFactory {
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, "conformance-crew");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ignored, uncaught) -> thrown.add(uncaught));
    threads.add(thread);
    return thread;
  }

  List<Thread> threads() {
    return List.copyOf(threads);
  }

  /** Forgets what was thrown: the test meant it. */
  void forgive() {
    thrown.clear();
  }

  /** The threads have ended or do so soon, and threw nothing. */
  void assertWentHome() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(Operations.PATIENCE.toMillis());
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(thrown).isEmpty();
  }
}
