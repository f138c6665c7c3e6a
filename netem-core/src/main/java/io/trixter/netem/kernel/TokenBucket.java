package io.trixter.netem.kernel;

/**
 * A token bucket in bytes: it starts full, holds one second of tokens or as many as it is told, and
 * carries fractions, so 15 B/s is 15 B/s. A grant waits for a tenth of a second's tokens, or all
 * that is wanted if that is less, so that a slow rate does not dribble single bytes.
 *
 * <p>Integer arithmetic throughout, for every rate a {@code long} holds: a refill of {@code rate *
 * nanos / 1e9} is computed from the rate's whole and fractional giga-bytes apart. Safe for any
 * thread.
 */
public final class TokenBucket {
  private static final long SECOND = 1_000_000_000L;
  private static final long GRANTS_PER_SECOND = 10;

  private long rate; // at the last settlement; 0 before the first
  private long capacity;
  private long tokens; // below 0 after concurrent readers took more than there was
  private long fraction; // in billionths of a token
  private long settled;

  /** A bucket that will be full when first asked. */
  public TokenBucket() {}

  /**
   * Looks whether bytes may move.
   *
   * @param bytesPerSecond the rate now, above 0
   * @param wanted how many bytes there are to move, above 0
   * @param now in nanoseconds
   * @return how many may move now, above 0; or the negative of the nanoseconds to wait
   */
  public synchronized long look(long bytesPerSecond, long wanted, long now) {
    return look(bytesPerSecond, bytesPerSecond, wanted, now);
  }

  private long look(long bytesPerSecond, long holds, long wanted, long now) {
    settle(bytesPerSecond, holds, now);
    long tenth = Math.max(1, bytesPerSecond / GRANTS_PER_SECOND);
    long enough = Math.min(wanted, Math.min(tenth, holds));
    return tokens >= enough ? Math.min(wanted, tokens) : -nanosUntil(enough);
  }

  /** Like {@link #look}, and takes the tokens of what it grants. */
  public long take(long bytesPerSecond, long wanted, long now) {
    return take(bytesPerSecond, bytesPerSecond, wanted, now);
  }

  /**
   * Like {@link #take(long, long, long)}, of a bucket that holds {@code holds} tokens, at least 1.
   * A grant waits for no more than that.
   */
  public synchronized long take(long bytesPerSecond, long holds, long wanted, long now) {
    long granted = look(bytesPerSecond, holds, wanted, now);
    if (granted > 0) {
      tokens -= granted;
    }
    return granted;
  }

  /** Charges for bytes that moved on a {@link #look}; what lacks is owed by the next ones. */
  public synchronized void charge(long bytes) {
    tokens -= bytes;
  }

  /** Gives back tokens that were taken and not used. */
  public synchronized void refund(long bytes) {
    fill(bytes);
  }

  private void settle(long newRate, long newCapacity, long now) {
    if (rate == 0) {
      rate = newRate;
      capacity = newCapacity;
      tokens = newCapacity;
      settled = now;
      return;
    }
    long elapsed = Math.max(0, now - settled); // a thread may bring a time read before another's
    settled += elapsed;
    fill(saturatedProduct(rate, elapsed / SECOND));
    long nanos = elapsed % SECOND;
    long part = rate % SECOND * nanos + fraction;
    fraction = part % SECOND;
    fill(rate / SECOND * nanos + part / SECOND);
    if (newRate != rate || newCapacity != capacity) {
      rate = newRate;
      capacity = newCapacity;
      fill(0);
    }
  }

  private static long saturatedProduct(long a, long b) {
    long product = a * b;
    return Math.multiplyHigh(a, b) != 0 || product < 0 ? Long.MAX_VALUE : product;
  }

  private void fill(long bytes) {
    long filled = tokens + bytes;
    boolean overflow = bytes > 0 && filled < tokens;
    if (overflow || filled >= capacity) {
      tokens = capacity;
      fraction = 0;
    } else {
      tokens = filled;
    }
  }

  /** Rounded up: a wait is never short. */
  private long nanosUntil(long enough) {
    long missing = enough - tokens;
    long rest = missing % rate;
    long nanos =
        rest <= Long.MAX_VALUE / SECOND
            ? -Math.floorDiv(fraction - rest * SECOND, rate)
            : (long) Math.ceil((double) rest / rate * SECOND) + 1; // the quotient is rounded too
    long wholeSeconds = saturatedProduct(missing / rate, SECOND);
    return wholeSeconds > Long.MAX_VALUE - SECOND ? Long.MAX_VALUE : wholeSeconds + nanos;
  }
}
