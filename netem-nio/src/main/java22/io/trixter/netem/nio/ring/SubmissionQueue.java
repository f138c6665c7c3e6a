package io.trixter.netem.nio.ring;

/**
 * The requests that the kernel has not taken yet: a ring of 64-byte entries that the loop fills and
 * the kernel empties during {@code io_uring_enter}. Confined to the loop's thread.
 */
final class SubmissionQueue {
  private static final int ENTRY_SHIFT = 6;

  private final long head;
  private final long tail;
  private final long flags;
  private final long entries;
  private final int count;
  private int filled;
  private int taken;

  /** The queue whose counters and entries are at these addresses. */
  SubmissionQueue(long head, long tail, long flags, long entries, int count) {
    this.head = head;
    this.tail = tail;
    this.flags = flags;
    this.entries = entries;
    this.count = count;
    this.filled = Memory.getInt(tail);
    this.taken = Memory.getInt(head);
  }

  /** Whether there is no room for a request until the kernel takes some. */
  boolean isFull() {
    if (filled - taken < count) {
      return false;
    }
    taken = Memory.acquireInt(head);
    return filled - taken == count;
  }

  /**
   * Adds a request, of which there must be room. The parameters are those of {@code struct
   * io_uring_sqe}; {@code priority} has the flags of the operation that the structure keeps in
   * {@code ioprio}.
   */
  void add(
      int opcode,
      int requestFlags,
      int priority,
      int fd,
      long offset,
      long address,
      int length,
      int operationFlags,
      int bufferGroup,
      long userData) {
    long entry = entries + ((long) (filled & (count - 1)) << ENTRY_SHIFT);
    Memory.putLong(
        entry,
        opcode | (long) requestFlags << 8 | (long) priority << 16 | (long) fd << 32); // 1, 1, 2, 4
    Memory.putLong(entry + 8, offset); // off, addr2
    Memory.putLong(entry + 16, address); // addr
    Memory.putLong(
        entry + 24, Integer.toUnsignedLong(length) | (long) operationFlags << 32); // len, *_flags
    Memory.putLong(entry + 32, userData); // user_data
    Memory.putLong(entry + 40, bufferGroup); // buf_group (2 bytes), personality, file_index
    Memory.putLong(entry + 48, 0); // addr3
    Memory.putLong(entry + 56, 0); // __pad2
    filled++;
  }

  /** Shows the kernel what was added; returns how many requests it has not taken. */
  int publish() {
    Memory.releaseInt(tail, filled);
    taken = Memory.acquireInt(head);
    return filled - taken;
  }

  /** Whether the kernel holds completions back until the next system call. */
  boolean kernelHasWork() {
    return (Memory.acquireInt(flags) & (Uapi.IORING_SQ_CQ_OVERFLOW | Uapi.IORING_SQ_TASKRUN)) != 0;
  }
}
