package io.trixter.proxy.soak;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Checks what arrives against what was sent: byte for byte, or, once garbage may be on the line,
 * that what was sent is a subsequence of what arrives. Used by one thread.
 */
final class Verifier {
  private static final int BLOCK = 8 << 10;

  private final long seed;
  private final long total;
  private final BooleanSupplier garbageAllowed;
  private final byte[] expected;
  private long matched;
  private boolean garbled;

  Verifier(long seed, long total, BooleanSupplier garbageAllowed) {
    this.seed = seed;
    this.total = total;
    this.garbageAllowed = garbageAllowed;
    expected = new byte[(int) Math.min(total, BLOCK)];
  }

  /** Takes what has arrived; what is wrong with it, or null. */
  String take(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int length = (int) Math.min(expected.length, Math.min(total - matched, to - at));
      Pattern.fill(expected, length, seed, matched);
      int same = Arrays.mismatch(bytes, at, at + length, expected, 0, length);
      matched += same < 0 ? length : same;
      at += same < 0 ? length : same;
      if (same >= 0 || length == 0) {
        if (!garbled && !garbageAllowed.getAsBoolean()) {
          return "byte " + matched + " of " + total + (length == 0 ? " is too many" : " differs");
        }
        garbled = true;
        at = skipGarbage(bytes, at, to);
      }
    }
    return null;
  }

  /** The place of the next byte that is the one waited for. */
  private int skipGarbage(byte[] bytes, int from, int to) {
    if (matched == total) {
      return to;
    }
    byte[] wanted = new byte[1];
    Pattern.fill(wanted, 1, seed, matched);
    int at = from;
    while (at < to && bytes[at] != wanted[0]) {
      at++;
    }
    return at;
  }

  long matched() {
    return matched;
  }

  boolean isComplete() {
    return matched == total;
  }
}
