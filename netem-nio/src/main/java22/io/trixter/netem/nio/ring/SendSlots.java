package io.trixter.netem.nio.ring;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Small buffers of one loop, from which the kernel sends: it owns one until the send has completed,
 * which may be after its operation has ended. Confined to the loop's thread.
 */
final class SendSlots {
  /** The capacity of each. */
  static final int BYTES = 4096;

  private static final int FIRST = 64;
  private static final int MOST = 1024;

  private ByteBuffer[] buffers = {};
  private long[] addresses = {};
  private int[] free = {};
  private int spare;

  /**
   * Lends a slot; -1 if so many are out that what is left to send has to go another way.
   *
   * @throws OutOfMemoryError if there is no memory for more of them
   */
  int lease() {
    if (spare == 0) {
      if (buffers.length == MOST) {
        return -1;
      }
      grow();
    }
    return free[--spare];
  }

  private void grow() {
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
      unused[spare++] = i;
    }
    buffers = more;
    addresses = at;
    free = unused;
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
