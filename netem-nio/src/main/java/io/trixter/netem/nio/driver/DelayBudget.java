package io.trixter.netem.nio.driver;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that delay lines share. A line may hold as much as is free: so one alone gets nearly
 * half of the budget and the share of each shrinks as more of them fill, while something is always
 * left for the next (Choudhury and Hahne, "Dynamic Queue Length Thresholds for Shared-Memory Packet
 * Switches", 1998, with a factor of 1). Safe for any thread.
 */
public final class DelayBudget {
  static final int BLOCK = 64 << 10;
  private static final int SPARE_BLOCKS = 256;

  private final long total;
  private final AtomicLong used = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<byte[]> spare = new ArrayDeque<>();

  /** A budget of {@code bytes}, bookkeeping counted. */
  public DelayBudget(long bytes) {
    total = bytes;
  }

  /** How many bytes are held on it now, bookkeeping counted. */
  public long used() {
    return used.get();
  }

  /** How many are free where {@code used} are held; below 0 where that is too many. */
  long free(long used) {
    return total - used;
  }

  /**
   * Takes {@code bytes} if still no more and no less than {@code expected} are held, so that two
   * lines cannot have the same room.
   */
  boolean take(long expected, long bytes) {
    return used.compareAndSet(expected, expected + bytes);
  }

  /** Takes {@code bytes}, free or not. */
  void take(long bytes) {
    used.addAndGet(bytes);
  }

  void give(long bytes) {
    used.addAndGet(-bytes);
  }

  /** Room for {@code bytes}, at most {@link #BLOCK}; large ones come from a pool. */
  byte[] lease(int bytes) {
    if (bytes <= BLOCK / 2) {
      return new byte[bytes];
    }
    lock.lock();
    try {
      byte[] block = spare.pollFirst();
      return block != null ? block : new byte[BLOCK];
    } finally {
      lock.unlock();
    }
  }

  void release(byte[] block) {
    if (block.length == BLOCK) {
      lock.lock();
      try {
        if (spare.size() < SPARE_BLOCKS) {
          spare.addFirst(block);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
