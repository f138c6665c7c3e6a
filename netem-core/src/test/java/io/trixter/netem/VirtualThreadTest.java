package io.trixter.netem;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A virtual thread that waits for a fault leaves its carrier to others. */
class VirtualThreadTest {
  private static final int THREADS = 1000;

  /** One virtual thread for each task; skips the test on a JDK that has none. */
  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with JDK 21");
    Method maker = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
    return (ExecutorService) maker.invoke(null);
  }

  /** The carrier, as in {@code VirtualThread[#30]/runnable@ForkJoinPool-1-worker-2}. */
  private static String carrier() {
    String name = Thread.currentThread().toString();
    return name.substring(name.indexOf('@') + 1);
  }

  @Test
  @Tag("wallclock")
  void aThousandWaitTogetherOnFewCarriers() throws Exception {
    ExecutorService executor = virtualThreads();
    DelayedWriter delay = new DelayedWriter(ofSeconds(1));
    Set<String> carriers = ConcurrentHashMap.newKeySet();
    long start = System.nanoTime();
    List<Future<?>> writes = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      OutputStream out = delay.wrap(OutputStream.nullOutputStream());
      writes.add(
          executor.submit(
              () -> {
                carriers.add(carrier());
                out.write(1);
                carriers.add(carrier());
                return null;
              }));
    }
    for (Future<?> write : writes) {
      write.get(60, TimeUnit.SECONDS);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    executor.shutdown();
    assertThat(took).isBetween(ofSeconds(1), ofSeconds(3));
    assertThat(carriers)
        .hasSizeLessThanOrEqualTo(2 * Runtime.getRuntime().availableProcessors() + 2);
  }

  @Test
  void aThousandReadAndWriteAPipeOnFewCarriers() throws Exception {
    ExecutorService executor = virtualThreads();
    ThrottledWriter pace = new ThrottledWriter(1 << 20);
    List<Future<Integer>> reads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Pipe pipe = Netem.pipe();
      reads.add(executor.submit(() -> pipe.server().getInputStream().read()));
      executor.submit(
          () -> {
            pace.wrap(pipe.client().getOutputStream()).write(7);
            return null;
          });
    }
    for (Future<Integer> read : reads) {
      assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo(7);
    }
    executor.shutdown();
  }
}
