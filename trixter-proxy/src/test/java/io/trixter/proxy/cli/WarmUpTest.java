package io.trixter.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Engine;
import io.trixter.proxy.Await;
import io.trixter.proxy.CapturedLog;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WarmUpTest {
  @RegisterExtension final CapturedLog log = new CapturedLog();

  private static List<String> threads() {
    Thread[] all = new Thread[Thread.activeCount() * 2];
    int n = Thread.enumerate(all);
    return Stream.of(all)
        .limit(n)
        .map(Thread::getName)
        .filter(WarmUpTest::isOurs)
        .sorted()
        .toList();
  }

  private static boolean isOurs(String thread) {
    return thread.startsWith("trixter-") && !thread.equals("trixter-resolver");
  }

  @Test
  void saysNothingAndLeavesNothingBehind() throws InterruptedException {
    List<String> before = threads();
    Thread warmUp = WarmUp.start(Engine.configured());
    assertThat(warmUp.isDaemon()).isTrue();
    warmUp.join();
    Await.until("its threads are gone", () -> before.containsAll(threads()));
    assertThat(log.containing("")).isEmpty();
  }
}
