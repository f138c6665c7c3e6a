package io.trixter.proxy.junit;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A thread that was there before the tests. */
final class Stranger {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "stranger");
            made.setDaemon(true);
            return made;
          });

  void start() {
    thread.execute(() -> {});
  }

  void ask(Runnable question) throws Exception {
    Future<?> answer = thread.submit(question);
    answer.get(30, SECONDS);
  }
}
