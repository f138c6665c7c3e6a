package io.trixter.proxy.relay;

import static io.trixter.proxy.fault.Latency.latency;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the connections of one fault share. */
class LiveFaultTest {
  private final LiveFault fault = new LiveFault(latency(ofMillis(1)));

  @Test
  void allThatAskGetTheSameObjectBeforeAndAfterAnUpdate() {
    Object first = fault.state(Object::new);
    fault.attributes().update(Map.of("latency", 2));

    assertThat(fault.<Object>state(Object::new)).isSameAs(first);
    assertThat(new LiveFault(latency(ofMillis(1))).<Object>state(Object::new)).isNotSameAs(first);
  }

  @Test
  void threadsThatAskAtOnceGetTheSameObject() throws InterruptedException {
    int threads = 8;
    Set<Object> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch ready = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < threads; i++) {
      pool.execute(
          () -> {
            ready.countDown();
            while (ready.getCount() > 0) {
              Thread.onSpinWait();
            }
            seen.add(fault.state(Object::new));
          });
    }
    pool.shutdown();

    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).hasSize(1);
  }
}
