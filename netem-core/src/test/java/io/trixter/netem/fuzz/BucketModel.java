package io.trixter.netem.fuzz;

import java.math.BigInteger;

/** A token bucket as one would write it with integers of any size: in billionths of a token. */
final class BucketModel {
  private static final BigInteger SECOND = BigInteger.valueOf(1_000_000_000);

  private BigInteger rate;
  private BigInteger capacity; // in billionths
  private BigInteger tokens;
  private long settled;

  /** Lets the time pass until {@code now}, and then sets the rate. */
  void settle(long newRate, long now) {
    settle(newRate, newRate, now);
  }

  /** Lets the time pass until {@code now}, and then sets the rate and how many tokens it holds. */
  void settle(long newRate, long holds, long now) {
    BigInteger latest = BigInteger.valueOf(newRate);
    BigInteger latestCapacity = BigInteger.valueOf(holds).multiply(SECOND);
    if (rate == null) {
      tokens = latestCapacity;
      settled = now;
    } else if (now - settled > 0) {
      tokens = tokens.add(rate.multiply(BigInteger.valueOf(now - settled)));
      settled = now;
      clip();
    }
    rate = latest;
    capacity = latestCapacity;
    clip();
  }

  private void clip() {
    tokens = tokens.min(capacity);
  }

  /** How many bytes may move now, at most; below 0 while some are owed. */
  BigInteger whole() {
    return tokens.subtract(tokens.mod(SECOND)).divide(SECOND);
  }

  /** How many there have to be before any moves. */
  long enough(long wanted) {
    long tenth = Math.max(1, rate.longValueExact() / 10);
    return Math.min(wanted, Math.min(tenth, capacity.divide(SECOND).longValueExact()));
  }

  /** The nanoseconds until there are {@code bytes}, rounded up; 0 or less when there are. */
  BigInteger nanosUntil(long bytes) {
    BigInteger missing = BigInteger.valueOf(bytes).multiply(SECOND).subtract(tokens);
    return missing.add(rate).subtract(BigInteger.ONE).divide(rate);
  }

  void add(long bytes) {
    tokens = tokens.add(BigInteger.valueOf(bytes).multiply(SECOND));
    clip();
  }
}
