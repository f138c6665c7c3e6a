package io.trixter.netem;

import java.util.SplittableRandom;

/** The seed of this run: {@code -Dnetem.seed=N} where given, else drawn once for the JVM. */
final class Seed {
  private static final String PROPERTY = "netem.seed";

  private Seed() {}

  static long ofRun() {
    return OfRun.SEED;
  }

  static long parse(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + " must be between 0 and 18446744073709551615 (got " + text + ")", e);
    }
  }

  private static final class OfRun {
    static final long SEED = seed();

    private static long seed() {
      String given = System.getProperty(PROPERTY);
      return given == null ? new SplittableRandom().nextLong() : parse(given);
    }
  }
}
