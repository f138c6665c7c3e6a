package io.trixter.netem.nio.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory for the arguments of a few calls of one thread, freed on close. For the calls that
 * are rare in a connection's life; those that move bytes do without.
 */
final class Scratch implements AutoCloseable {
  private static final long BYTES = 48;
  private static final long DATA_BYTES = 32;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment all = arena.allocate(BYTES, Long.BYTES);

  /** Where the calls put {@code errno}. */
  final MemorySegment errno = Libc.newErrno(arena);

  /** Room for a {@code sockaddr_in6} or an option's value, all zero. */
  final MemorySegment data = all.asSlice(0, DATA_BYTES);

  /** Returns the address of {@link #data}. */
  long address() {
    return data.address();
  }

  /** Sets the length of {@link #data} that a call may fill, and returns the length's address. */
  long room(int bytes) {
    all.set(JAVA_INT, DATA_BYTES, bytes);
    return all.address() + DATA_BYTES;
  }

  @Override
  public void close() {
    arena.close();
  }
}
