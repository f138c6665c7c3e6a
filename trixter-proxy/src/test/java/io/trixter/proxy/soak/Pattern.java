package io.trixter.proxy.soak;

/** An endless stream whose every byte is a hash of the stream's seed and of its place. */
final class Pattern {
  private Pattern() {}

  static long mix(long value) {
    long z = value * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** The bytes of stream {@code seed} from place {@code at} on. */
  static void fill(byte[] into, int length, long seed, long at) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      long place = at + i;
      if (i == 0 || (place & 7) == 0) {
        word = mix(seed + (place >>> 3));
      }
      into[i] = (byte) (word >>> ((place & 7) << 3));
    }
  }
}
