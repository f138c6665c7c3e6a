package io.trixter.netem.nio.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Native memory by its address, unchecked: a wrong address ends the process. The kernel and the
 * loop share counters of the rings through the acquiring and releasing methods; the rest is plain.
 * Loading this class needs native access. Any thread may call.
 */
final class Memory {
  private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final VarHandle SHARED_SHORT = SHORT.varHandle().withInvokeExactBehavior();
  private static final VarHandle SHARED_INT = INT.varHandle().withInvokeExactBehavior();

  private Memory() {}

  /** Where the bytes of a direct buffer are, from its index 0 on. */
  static long addressOf(ByteBuffer buffer) {
    return MemorySegment.ofBuffer(buffer).address() - buffer.position();
  }

  static void putShort(long address, short value) {
    EVERYTHING.set(SHORT, address, value);
  }

  static int getInt(long address) {
    return EVERYTHING.get(INT, address);
  }

  static void putInt(long address, int value) {
    EVERYTHING.set(INT, address, value);
  }

  static long getLong(long address) {
    return EVERYTHING.get(LONG, address);
  }

  static void putLong(long address, long value) {
    EVERYTHING.set(LONG, address, value);
  }

  /** Reads an int; nothing that follows is read before it. */
  static int acquireInt(long address) {
    return (int) SHARED_INT.getAcquire(EVERYTHING, address);
  }

  /** Writes an int; everything before is written by then. */
  static void releaseInt(long address, int value) {
    SHARED_INT.setRelease(EVERYTHING, address, value);
  }

  /** Writes a short; everything before is written by then. */
  static void releaseShort(long address, short value) {
    SHARED_SHORT.setRelease(EVERYTHING, address, value);
  }
}
