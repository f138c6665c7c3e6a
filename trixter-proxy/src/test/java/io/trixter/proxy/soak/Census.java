package io.trixter.proxy.soak;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this JVM holds, after garbage collection.
 *
 * @param descriptors open descriptors
 * @param threads live threads
 * @param directBuffers direct buffers
 * @param directBytes what these hold
 * @param heapBytes what is used of the heap
 */
record Census(int descriptors, int threads, long directBuffers, long directBytes, long heapBytes) {
  private static final int COLLECTIONS = 5;
  private static final int BETWEEN_MILLIS = 50; // for the cleaners of buffers, which run after

  static Census take() throws InterruptedException {
    long heap = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(BETWEEN_MILLIS);
      heap = Math.min(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    return new Census(
        countDescriptors(),
        Thread.getAllStackTraces().size(),
        direct.getCount(),
        direct.getMemoryUsed(),
        heap);
  }

  private static int countDescriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether nothing but the heap is more than in {@code before}. */
  boolean isWithin(Census before) {
    return descriptors <= before.descriptors
        && threads <= before.threads
        && directBuffers <= before.directBuffers
        && directBytes <= before.directBytes;
  }
}
