package io.trixter.netem.nio.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where requests to connect have their addresses until the kernel has taken them: more places, used
 * in turn, than there can be requests that it has not taken, because an address is written before
 * there is room for its request. Confined to the loop's thread.
 */
final class ConnectAddresses {
  private static final int STRIDE = 32;

  private final MemorySegment places;
  private final int mask;
  private int next;

  /** Makes {@code count} places, a power of two. */
  ConnectAddresses(int count) {
    places = Arena.ofAuto().allocate((long) count * STRIDE, Long.BYTES);
    mask = count - 1;
  }

  /** Returns the next place, of {@link SocketAddresses#BYTES} or more. */
  MemorySegment next() {
    return places.asSlice((long) (next++ & mask) * STRIDE, STRIDE);
  }
}
