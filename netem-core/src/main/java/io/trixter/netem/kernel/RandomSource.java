package io.trixter.netem.kernel;

import java.util.SplittableRandom;

/**
 * The source of a rule's random numbers: the seed, the ordinal of its connection in the proxy,
 * factory or fault, and the name of its fault there. Rules of different sources or directions draw
 * independently, so no schedule of threads changes what one of them draws.
 *
 * @param seed the seed of the run; all 64 bits count, printed unsigned
 * @param connection the connection's ordinal, from 0
 * @param name the fault's name among those of its connection
 */
public record RandomSource(long seed, long connection, String name) {
  /** Returns the generator of the rule for {@code direction}, a read or a write. */
  public SplittableRandom random(Op direction) {
    long hash = mix(seed);
    hash = mix(hash ^ connection);
    hash = mix(hash ^ name.hashCode());
    return new SplittableRandom(mix(hash ^ direction.toString().hashCode()));
  }

  /** Stafford's variant 13 of MurmurHash3's finalizer, after a golden-ratio step (SplitMix64). */
  private static long mix(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
