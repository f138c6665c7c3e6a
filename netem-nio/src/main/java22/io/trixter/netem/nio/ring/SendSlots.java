package io.trixter.netem.nio.ring;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Small buffers of one loop, from which the kernel sends: it owns one until the send has completed,
 * in the next poll. Confined to the loop's thread.
 */
final class SendSlots {
  /** The capacity of each. */
  static final int BYTES = 4096;

  private static final int FIRST = 64;
  private static final int MOST = 1024;
  private static final long RETRY_NANOS = 1_000_000_000; // the JDK tries for half as long

  private ByteBuffer[] buffers = {};
  private long[] addresses = {};
  private int[] free = {};
  private int spare;
  private long noneBefore = System.nanoTime();

  /**
   * Lends a slot; -1 if so many are out, or memory is so short, that what is left to send has to go
   * another way.
   */
  int lease() {
    if (spare == 0 && !grow()) {
      return -1;
    }
    return free[--spare];
  }

  /** How many are lent. */
  int lent() {
    return buffers.length - spare;
  }

  private boolean grow() {
    if (buffers.length == MOST || System.nanoTime() - noneBefore < 0) {
      return false;
    }
    try {
      add();
      return true;
    } catch (OutOfMemoryError e) {
      noneBefore = System.nanoTime() + RETRY_NANOS;
      return false;
    }
  }

  private void add() {
    int before = buffers.length;
    int count = Math.max(FIRST, 2 * before);
    ByteBuffer added = ByteBuffer.allocateDirect((count - before) * BYTES);
    long address = Memory.addressOf(added);
    ByteBuffer[] more = Arrays.copyOf(buffers, count);
    long[] at = Arrays.copyOf(addresses, count);
    int[] unused = new int[count];
    for (int i = before; i < count; i++) {
      more[i] = added.slice((i - before) * BYTES, BYTES);
      at[i] = address + (long) (i - before) * BYTES;
      unused[i - before] = i;
    }
    buffers = more; // from here on nothing lacks memory
    addresses = at;
    free = unused;
    spare = count - before;
  }

  /** The slot's buffer, always the same object; its position and limit are the caller's to set. */
  ByteBuffer buffer(int slot) {
    return buffers[slot];
  }

  /** Where the slot is. */
  long address(int slot) {
    return addresses[slot];
  }

  /** Takes a lent slot back. */
  void release(int slot) {
    free[spare++] = slot;
  }
}
