package io.trixter.netem.nio.ring;

/**
 * What the kernel has completed: a ring of 16-byte entries, and a cursor over it that has copied
 * the current entry. Confined to the loop's thread.
 */
final class CompletionQueue {
  private static final int ENTRY_SHIFT = 4;

  private final long head;
  private final long tail;
  private final long entries;
  private final int mask;
  private int seen;
  private int known;

  private long userData;
  private int result;
  private int flags;

  /** The queue whose counters and entries are at these addresses. */
  CompletionQueue(long head, long tail, long entries, int count) {
    this.head = head;
    this.tail = tail;
    this.entries = entries;
    this.mask = count - 1;
    this.seen = Memory.getInt(head);
    this.known = seen;
  }

  /** How many completions there are to advance over. */
  int available() {
    known = Memory.acquireInt(tail);
    return known - seen;
  }

  /** Copies the next entry and gives its place back to the kernel; false if there is none. */
  boolean advance() {
    if (seen == known && available() == 0) {
      return false;
    }
    long entry = entries + ((long) (seen & mask) << ENTRY_SHIFT);
    userData = Memory.getLong(entry);
    result = Memory.getInt(entry + 8);
    flags = Memory.getInt(entry + 12);
    Memory.releaseInt(head, ++seen);
    return true;
  }

  long userData() {
    return userData;
  }

  int result() {
    return result;
  }

  int flags() {
    return flags;
  }
}
