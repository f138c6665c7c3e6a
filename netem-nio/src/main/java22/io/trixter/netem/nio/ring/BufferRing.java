package io.trixter.netem.nio.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Buffers of 4 KiB that the kernel takes for receives, each when there are bytes to put into it. A
 * completion names the buffer. The socket that has copied the bytes out recycles it. Confined to
 * the loop's thread once the ring is enabled.
 */
final class BufferRing {
  /** The bytes of each buffer. */
  static final int BUFFER_BYTES = 4096;

  /** The one group of buffers of a ring, which requests name. */
  static final int GROUP = 0;

  private static final int MOST = 1 << 15;

  // struct io_uring_buf; the tail is in the first entry's resv
  private static final int ENTRY_BYTES = 16;
  private static final int ENTRY_LENGTH = 8;
  private static final int ENTRY_ID = 12;
  private static final int TAIL = 14;
  // struct io_uring_buf_reg
  private static final int REGISTRATION_BYTES = 40;
  private static final int REGISTRATION_ENTRIES = 8;
  private static final int REGISTRATION_GROUP = 12;

  private final Arena arena = Arena.ofShared();
  private final ByteBuffer[] buffers;
  private final int[] followers;
  private final long memory;
  private final long entries;
  private final int mask;
  private int tail;

  /**
   * Maps {@code count} buffers, a power of two.
   *
   * @throws IOException if memory is short
   */
  BufferRing(int count) throws IOException {
    if (count < 1 || count > MOST || Integer.bitCount(count) != 1) {
      throw new IllegalArgumentException(
          "count is " + count + ", not a power of two from 1 to " + MOST);
    }
    mask = count - 1;
    buffers = new ByteBuffer[count];
    followers = new int[count];
    MemorySegment errno = Libc.newErrno(arena);
    long bytes = (long) count * (BUFFER_BYTES + ENTRY_BYTES);
    int flags = Uapi.MAP_PRIVATE | Uapi.MAP_ANONYMOUS;
    memory = Libc.mmap(errno, 0, bytes, Uapi.PROT_READ_WRITE, flags, -1, 0);
    entries = memory + (long) count * BUFFER_BYTES;
    try {
      KernelException.check("mmap of buffers", memory);
      MemorySegment mapped =
          MemorySegment.ofAddress(memory).reinterpret(bytes, arena, BufferRing::unmap);
      for (int id = 0; id < count; id++) {
        buffers[id] = mapped.asSlice((long) id * BUFFER_BYTES, BUFFER_BYTES).asByteBuffer();
        recycle(id);
      }
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  private static void unmap(MemorySegment mapped) {
    Libc.munmap(Libc.newErrno(Arena.ofAuto()), mapped.address(), mapped.byteSize());
  }

  /** Hands the buffers to {@code ring}, which has none yet. */
  void register(RingDescriptor ring) throws IOException {
    try (Arena call = Arena.ofConfined()) {
      long registration = call.allocate(REGISTRATION_BYTES, Long.BYTES).address();
      Memory.putLong(registration, entries);
      Memory.putInt(registration + REGISTRATION_ENTRIES, mask + 1);
      Memory.putShort(registration + REGISTRATION_GROUP, (short) GROUP);
      KernelException.check(
          "io_uring_register of buffers",
          ring.register(Uapi.IORING_REGISTER_PBUF_RING, registration, 1));
    }
  }

  /** How many buffers there are. */
  int count() {
    return mask + 1;
  }

  /** Returns the buffer that a completion's flags name; -1 if they name none. */
  static int idOf(int flags) {
    return (flags & Uapi.IORING_CQE_F_BUFFER) == 0 ? -1 : flags >>> Uapi.IORING_CQE_BUFFER_SHIFT;
  }

  /**
   * Returns the buffer, always the same object. Its position and limit are the caller's to set. It
   * throws IllegalStateException where it is read after {@link #close}.
   */
  ByteBuffer buffer(int id) {
    return buffers[id];
  }

  /** Notes that what {@code follower} has is to be read behind what {@code id} has. */
  void follow(int id, int follower) {
    followers[id] = follower;
  }

  /** Returns the buffer that was noted to follow {@code id}. */
  int follower(int id) {
    return followers[id];
  }

  /** Gives a buffer back to the kernel. Call once for each completion that named it. */
  void recycle(int id) {
    long entry = entries + (long) (tail & mask) * ENTRY_BYTES;
    Memory.putLong(entry, memory + (long) id * BUFFER_BYTES);
    Memory.putInt(entry + ENTRY_LENGTH, BUFFER_BYTES);
    Memory.putShort(entry + ENTRY_ID, (short) id);
    Memory.releaseShort(entries + TAIL, (short) ++tail);
  }

  /** Unmaps the buffers. The kernel must be done with them. */
  void close() {
    arena.close();
  }
}
