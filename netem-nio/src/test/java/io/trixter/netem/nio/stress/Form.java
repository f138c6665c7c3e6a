package io.trixter.netem.nio.stress;

import java.util.SplittableRandom;

/** In which form an operation is asked for. */
enum Form {
  PLAIN,
  SEVERAL,
  TIMED,
  SEVERAL_TIMED,
  FUTURE;

  private static final int ONE_TIMED_OF = 60;

  /** Any form; those which may ruin the direction seldom. */
  static Form any(SplittableRandom random) {
    if (random.nextInt(ONE_TIMED_OF) == 0) {
      return random.nextBoolean() ? TIMED : SEVERAL_TIMED;
    }
    return switch (random.nextInt(4)) {
      case 0 -> FUTURE;
      case 1 -> SEVERAL;
      default -> PLAIN;
    };
  }

  boolean isSeveral() {
    return this == SEVERAL || this == SEVERAL_TIMED;
  }

  boolean isTimed() {
    return this == TIMED || this == SEVERAL_TIMED;
  }
}
