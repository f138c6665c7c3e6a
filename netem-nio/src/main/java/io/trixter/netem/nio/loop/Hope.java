package io.trixter.netem.nio.loop;

/**
 * Whether to try a read at once after one that filled its buffer, rather than wait for the
 * selector. Where bytes keep coming that saves a wait; where the buffer is as long as the message
 * it is a system call in vain. So it is left, but for a try now and again, once it has been in vain
 * several times in a row; counted apart for reads that had to wait, like that of a header, and
 * those that had not, like that of the body behind it. Confined to the loop's thread.
 */
final class Hope {
  private static final int OFTEN = 4;
  private static final int TRY_EVERY = 16;

  private int waitedInVain;
  private int triedInVain;
  private int left;
  private boolean trying;
  private boolean afterTry;

  /** A read starts; {@code tries} says whether at once. */
  void started(boolean tries) {
    trying = tries;
  }

  /** The socket gave {@code moved} bytes, or 0, to the read that started last. */
  void read(long moved) {
    if (trying) {
      int inVain = moved == 0 ? Math.min(OFTEN, (afterTry ? triedInVain : waitedInVain) + 1) : 0;
      if (afterTry) {
        triedInVain = inVain;
      } else {
        waitedInVain = inVain;
      }
    }
    afterTry = trying && moved != 0;
    trying = false;
  }

  /** Whether the read after one that filled its buffer should be tried at once. */
  boolean isJustified() {
    return (afterTry ? triedInVain : waitedInVain) < OFTEN || ++left % TRY_EVERY == 0;
  }
}
