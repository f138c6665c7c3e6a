package io.trixter.proxy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the API says of event loops that do not run. */
class HealthTest {
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  @Test
  void isOkWhileLoopsWaitForSomethingToDo() throws IOException {
    try (Lab lab = new Lab()) {
      Http.Answer answer = lab.call("GET", "/health", "");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers()).containsEntry("Content-Type", "text/plain; charset=utf-8");
      assertThat(answer.body()).isEqualTo("ok");
    }
  }

  @Test
  @Tag("wallclock")
  void saysWhichLoopHasNotRunForFiveSeconds() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    try (Lab lab = new Lab();
        Socket client = new Socket()) {
      lab.proxy.addListener(event -> awaitQuietly(free));
      long start = System.nanoTime();
      client.connect(lab.proxy.address());
      Http.Answer answer = health(lab, 503);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000_000L);
      assertThat(answer.headers()).containsEntry("Content-Type", "text/plain; charset=utf-8");
      assertThat(answer.body()).matches("event loop \\d+ has not run for 5 s");
      free.countDown();
      assertThat(health(lab, 200).body()).isEqualTo("ok");
    }
  }

  /** The first answer with {@code status}. */
  private static Http.Answer health(Lab lab, int status) throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      Http.Answer answer = lab.call("GET", "/health", "");
      if (answer.status() == status) {
        return answer;
      }
      Thread.yield();
    }
    throw new AssertionError("never answered with " + status);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
