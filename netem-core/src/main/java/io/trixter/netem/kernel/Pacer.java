package io.trixter.netem.kernel;

/**
 * Paces bytes at a rate without a burst. A piece of {@code n} bytes may leave {@code n / rate}
 * after it came or after the piece before it left, whichever is later; what is more than a tenth of
 * a second's worth leaves in pieces of that size. Idle time earns nothing.
 *
 * <p>Deadlines follow a schedule rather than the clock. When the driver wakes late, the next pieces
 * leave earlier, by up to a tenth of a second in all. So are up to 5 ms made up in which the driver
 * writes a piece and brings the next one, which look like idle time.
 *
 * <p>Integer arithmetic for every rate that a {@code long} holds; fractions of a nanosecond are
 * carried. Confined to the driver of one stream.
 */
public final class Pacer {
  private static final long SECOND = 1_000_000_000L;
  private static final long PIECES_PER_SECOND = 10;
  private static final long LARGEST_PIECE = 1 << 30; // times a second's nanoseconds: below 2^61
  private static final long MOST_LATE = SECOND / PIECES_PER_SECOND;
  private static final long TURNAROUND = 5_000_000; // of a busy driver, in nanoseconds

  private long rate; // at the last call; 0 before the first
  private boolean stopped; // at a rate of 0
  private long stoppedAt;
  private boolean inHand; // a piece is: it came and has not left
  private boolean waited; // that piece has
  private long start; // of its way, by the schedule
  private long fraction; // of a nanosecond, on top of that, in units of 1/rate
  private long left; // when the last piece left, by the clock
  private long late; // how much of its lateness is yet to be made up
  private long paid; // bytes that might leave and did not

  /** A pacer whose first piece comes with the first call. */
  public Pacer() {}

  /**
   * Lets bytes leave, or says how long they have to wait. A new rate applies at once; what a
   * waiting piece has earned at the old one is kept.
   *
   * @param bytesPerSecond the rate now; 0 or less lets nothing leave
   * @param wanted how many bytes there are, above 0
   * @param now in nanoseconds
   * @return how many may leave now, above 0; or the negative of the nanoseconds to wait
   */
  public long take(long bytesPerSecond, long wanted, long now) {
    if (bytesPerSecond <= 0) {
      stop(now);
      return -Rule.NEVER;
    }
    resume(now);
    if (bytesPerSecond != rate) {
      change(bytesPerSecond, now);
    }
    if (paid > 0) {
      long granted = Math.min(paid, wanted);
      paid -= granted;
      return granted;
    }
    if (!inHand) {
      inHand = true;
      startPiece(now);
    }
    return leaveOrWait(Math.min(wanted, largestPiece()), now);
  }

  /** Takes back bytes that were let go and did not leave; they leave first, without waiting. */
  public void refund(long bytes) {
    paid += bytes;
  }

  private void stop(long now) {
    if (!stopped) {
      stopped = true;
      stoppedAt = now;
    }
  }

  private void resume(long now) {
    if (stopped) {
      stopped = false;
      start += now - stoppedAt;
    }
  }

  private void change(long bytesPerSecond, long now) {
    if (rate == 0) {
      start = now;
      left = now;
    } else if (inHand) {
      double earned = (double) (now - start) * rate;
      start = now - (long) Math.min(earned / bytesPerSecond, SECOND / PIECES_PER_SECOND);
    }
    rate = bytesPerSecond;
    fraction = 0;
    late = 0;
    paid = 0;
  }

  private void startPiece(long now) {
    long earliest = now - left <= TURNAROUND ? now - TURNAROUND - late : now;
    if (earliest - start > 0) {
      start = earliest;
      fraction = 0;
    }
  }

  private long largestPiece() {
    return Math.max(1, Math.min(rate / PIECES_PER_SECOND, LARGEST_PIECE));
  }

  private long leaveOrWait(long piece, long now) {
    long takes = piece * SECOND + fraction; // in units of 1/rate ns, below 2^64
    long due = start + Long.divideUnsigned(takes, rate);
    long rest = Long.remainderUnsigned(takes, rate);
    long wait = due - now + (rest > 0 ? 1 : 0);
    if (wait > 0) {
      waited = true;
      return -wait;
    }
    late = Math.min(waited ? MOST_LATE : late, now - due);
    start = due;
    fraction = rest;
    left = now;
    inHand = false;
    waited = false;
    return piece;
  }
}
