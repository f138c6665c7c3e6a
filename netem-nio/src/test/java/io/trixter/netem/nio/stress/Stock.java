package io.trixter.netem.nio.stress;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Buffers of several sizes, on the heap and off it, each full of one byte that tells a touch. */
final class Stock {
  static final byte CANARY = 0x5a;

  private static final int[] CAPACITIES = {256, 256, 256, 8 << 10, 8 << 10, 8 << 10, 8 << 10};
  private static final int LARGE = 128 << 10;
  private static final int ONE_LARGE_OF = 40;

  private final List<Queue<ByteBuffer>> spare =
      Stream.<Queue<ByteBuffer>>generate(ConcurrentLinkedQueue::new)
          .limit(2 * Integer.SIZE)
          .toList();

  ByteBuffer take(SplittableRandom random) {
    boolean direct = random.nextBoolean();
    int capacity =
        random.nextInt(ONE_LARGE_OF) == 0 ? LARGE : CAPACITIES[random.nextInt(CAPACITIES.length)];
    ByteBuffer buffer = shelf(capacity, direct).poll();
    if (buffer == null) {
      buffer = direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
      fill(buffer);
    }
    return buffer.clear();
  }

  /** Takes back a buffer that is full of the canary. */
  void give(ByteBuffer buffer) {
    shelf(buffer.capacity(), buffer.isDirect()).add(buffer);
  }

  void empty() {
    spare.forEach(Queue::clear);
  }

  private Queue<ByteBuffer> shelf(int capacity, boolean direct) {
    return spare.get(2 * Integer.numberOfTrailingZeros(capacity) + (direct ? 1 : 0));
  }

  /** Fills all of {@code buffer}, whatever its limit. */
  static void fill(ByteBuffer buffer) {
    ByteBuffer whole = buffer.duplicate().clear();
    for (int i = 0; i < whole.capacity(); i++) {
      whole.put(i, CANARY);
    }
  }

  /** The first index between two that has lost its canary; -1 if there is none. */
  static int touched(ByteBuffer buffer, int from, int to) {
    ByteBuffer whole = buffer.duplicate().clear();
    for (int i = from; i < to; i++) {
      if (whole.get(i) != CANARY) {
        return i;
      }
    }
    return -1;
  }
}
