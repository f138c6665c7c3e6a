package io.trixter.netem.nio.loop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The direct buffers of one event loop, which connections borrow while they have bytes on their
 * way; an idle one owns none. A lease is large until so many are out that further ones have to be
 * small: so memory stays bounded when thousands of peers do not read. Large ones that a while went
 * by without are let go of, all but one, for the collector to free. Confined to the loop's thread.
 *
 * <p>Where there was no direct memory, none is asked for again for a second: the JDK tries for half
 * a second before it gives up, and the loop stands still meanwhile.
 */
public final class BufferPool {
  /** The capacity of a large buffer. */
  public static final int LARGE = 1 << 20;

  /** The capacity of a small buffer. */
  public static final int SMALL = 16 << 10;

  private static final int MOST_LARGE = 32;
  private static final int SPARE_SMALL = 64;

  private static final long RETRY_NANOS = 1_000_000_000;

  private final int mostLarge;
  private final ArrayDeque<ByteBuffer> large = new ArrayDeque<>(MOST_LARGE); // which never grow
  private final ArrayDeque<ByteBuffer> small = new ArrayDeque<>(SPARE_SMALL);
  private final Runnable grown;
  private int largeMade;
  private int fewestSpare; // large ones, since the last trim
  private long noLargeBefore = System.nanoTime();
  private long noSmallBefore = noLargeBefore;

  /**
   * The pool of one of {@code loops} loops, which share an eighth of the heap's size.
   *
   * @param grown is run when there is a second large buffer: {@link #trim} is worth its while
   */
  public BufferPool(int loops, Runnable grown) {
    this.grown = grown;
    long share = Runtime.getRuntime().maxMemory() / 8 / loops / LARGE;
    mostLarge = (int) Math.max(1, Math.min(MOST_LARGE, share));
  }

  /**
   * Lends a cleared buffer of {@link #LARGE} capacity, or of {@link #SMALL} when those are out or
   * there is no direct memory for one.
   *
   * @throws OutOfMemoryError if there is none for a small one either
   */
  public ByteBuffer lease() {
    ByteBuffer spare = large.pollFirst();
    fewestSpare = Math.min(fewestSpare, large.size());
    if (spare != null) {
      return spare;
    }
    return largeMade < mostLarge && isPast(noLargeBefore) ? makeLarge() : leaseSmall();
  }

  private ByteBuffer makeLarge() {
    try {
      ByteBuffer made = ByteBuffer.allocateDirect(LARGE);
      if (largeMade == 1) {
        grown.run(); // before it counts: it may lack memory too
      }
      largeMade++;
      return made;
    } catch (OutOfMemoryError e) {
      noLargeBefore = System.nanoTime() + RETRY_NANOS;
      return leaseSmall();
    }
  }

  private static boolean isPast(long time) {
    return System.nanoTime() - time >= 0;
  }

  /**
   * Lets go of the large buffers that nobody needed since it was last called.
   *
   * @return whether there is more than one left
   */
  public boolean trim() {
    for (; fewestSpare > 0 && largeMade > 1; fewestSpare--) {
      large.removeLast();
      largeMade--;
    }
    fewestSpare = large.size();
    return largeMade > 1;
  }

  /**
   * Lends a cleared buffer of {@link #SMALL} capacity.
   *
   * @throws OutOfMemoryError if there is no direct memory for one, or was none within a second
   */
  public ByteBuffer leaseSmall() {
    ByteBuffer spare = small.pollFirst();
    if (spare != null) {
      return spare;
    }
    if (!isPast(noSmallBefore)) {
      throw new OutOfMemoryError("no direct buffer memory a moment ago");
    }
    try {
      return ByteBuffer.allocateDirect(SMALL);
    } catch (OutOfMemoryError e) {
      noSmallBefore = System.nanoTime() + RETRY_NANOS;
      throw e;
    }
  }

  /** Takes a lent buffer back. */
  public void release(ByteBuffer buffer) {
    buffer.clear();
    if (buffer.capacity() == LARGE) {
      large.addFirst(buffer);
    } else if (small.size() < SPARE_SMALL) {
      small.addFirst(buffer);
    }
  }
}
