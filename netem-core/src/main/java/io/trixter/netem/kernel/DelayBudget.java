package io.trixter.netem.kernel;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that delay lines share: a bound, bookkeeping included. A line that holds something may
 * grow to as much as is free, so one alone gets nearly half of the budget and the share of each
 * shrinks as more of them fill (Choudhury and Hahne, "Dynamic Queue Length Thresholds for
 * Shared-Memory Packet Switches", 1998, with a factor of 1). An empty line for which there is no
 * room waits in one of two lanes, in each of which they are served first come, first served; the
 * lanes take turns, so that answers do not wait for all requests. Safe for any thread.
 *
 * <p>Two things are outside the bound: the blocks that are kept for reuse, 4 MiB at most, and the 4
 * KiB that each line holds at most that another line hands on to, or whose delay was set off while
 * it waited for room.
 */
public final class DelayBudget {
  /** The largest piece that is taken at once, in bytes. */
  public static final int BLOCK = 64 << 10;

  private static final int SPARE_BLOCKS = 64;
  private static final long LARGEST_DEFAULT = 256 << 20;

  private final long total;
  private final Runnable onShortage;
  private final AtomicLong used = new AtomicLong();
  private final ArrayDeque<byte[]> spare = new ArrayDeque<>(SPARE_BLOCKS);
  private final List<ArrayDeque<DelayQueue>> lanes =
      List.of(new ArrayDeque<>(), new ArrayDeque<>());
  private volatile DelayQueue next; // the first of those that wait

  /** A budget of {@code bytes}. */
  public DelayBudget(long bytes) {
    this(bytes, () -> {});
  }

  /**
   * A budget of {@code bytes}.
   *
   * @param onShortage runs each time that a line begins to wait for room, holding something or not;
   *     on the line's thread
   */
  public DelayBudget(long bytes, Runnable onShortage) {
    total = bytes;
    this.onShortage = onShortage;
  }

  /** Returns the default size in bytes: a quarter of the largest heap, at most 256 MiB. */
  public static long defaultBytes() {
    return Math.min(Runtime.getRuntime().maxMemory() / 4, LARGEST_DEFAULT);
  }

  /** Returns how many bytes are held on it now, bookkeeping included. */
  public long used() {
    return used.get();
  }

  /** Returns how many bytes may be held on it at most, bookkeeping included. */
  public long total() {
    return total;
  }

  /**
   * Takes {@code bytes} if there are so many, and still no more and no less than {@code expected}
   * are held, so that two lines cannot have the same room.
   */
  boolean take(long expected, long bytes) {
    return bytes <= total - expected && used.compareAndSet(expected, expected + bytes);
  }

  /** Takes {@code bytes}, free or not: for what leaves at once. */
  void takeAnyway(long bytes) {
    used.addAndGet(bytes);
  }

  /** Gives {@code bytes} back, and tells the line that has waited longest. */
  void give(long bytes) {
    used.addAndGet(-bytes);
    tellNext();
  }

  /** Whether another line has come before {@code line}. */
  boolean isBehind(DelayQueue line) {
    DelayQueue first = next;
    return first != null && first != line;
  }

  /** Puts {@code line}, which does not wait yet, behind those that do; it then looks once more. */
  synchronized void await(DelayQueue line) {
    lanes.get(line.lane()).add(line);
    if (next == null) {
      next = line;
    }
  }

  /** Tells that a line has begun to wait for room. The line's thread. */
  void tellOfShortage() {
    onShortage.run();
  }

  /** {@code line} waits no more, because it got room or was closed: the next one may look. */
  void leave(DelayQueue line) {
    synchronized (this) {
      lanes.get(line.lane()).remove(line);
      if (next != line) {
        return;
      }
      DelayQueue other = lanes.get(1 - line.lane()).peek();
      next = other != null ? other : lanes.get(line.lane()).peek();
    }
    tellNext();
  }

  private void tellNext() {
    DelayQueue first = next;
    if (first != null) {
      first.roomMade();
    }
  }

  /** Room for {@code bytes}, at most {@link #BLOCK}; large ones come from a pool. */
  byte[] lease(int bytes) {
    if (bytes <= BLOCK / 2) {
      return new byte[bytes];
    }
    synchronized (spare) {
      byte[] block = spare.pollFirst();
      return block != null ? block : new byte[BLOCK];
    }
  }

  void release(byte[] block) {
    if (block.length == BLOCK) {
      synchronized (spare) {
        if (spare.size() < SPARE_BLOCKS) {
          spare.addFirst(block);
        }
      }
    }
  }
}
