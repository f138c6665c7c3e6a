package io.trixter.proxy.soak;

import io.trixter.proxy.Platform;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this JVM holds, after garbage collection.
 *
 * @param descriptors open descriptors
 * @param threads live threads
 * @param directBuffers direct buffers
 * @param directBytes what these hold
 * @param heapBytes what is used of the heap
 */
record Census(long descriptors, int threads, long directBuffers, long directBytes, long heapBytes) {
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
        Platform.descriptors(),
        Thread.getAllStackTraces().size(),
        direct.getCount(),
        direct.getMemoryUsed(),
        heap);
  }

  /** Whether nothing but the heap is more than in {@code before}. */
  boolean isWithin(Census before) {
    return descriptors <= before.descriptors
        && threads <= before.threads
        && directBuffers <= before.directBuffers
        && directBytes <= before.directBytes;
  }
}
