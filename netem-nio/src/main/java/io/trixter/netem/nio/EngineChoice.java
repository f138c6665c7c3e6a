package io.trixter.netem.nio;

import io.trixter.netem.nio.loop.Pollers;

/**
 * The engine that was chosen.
 *
 * @param engine never {@link Engine#AUTO}
 * @param reason why this one, for people
 * @param pollers what its loops wait on
 */
record EngineChoice(Engine engine, String reason, Pollers pollers) {
  private static final class Auto {
    static final EngineChoice CHOICE = choose();

    private static EngineChoice choose() {
      try {
        return new EngineChoice(
            Engine.IO_URING, "auto: all it needs is there", RingLookup.pollers());
      } catch (UnsupportedOperationException e) {
        return new EngineChoice(Engine.NIO, "auto: " + e.getMessage(), Pollers.SELECTORS);
      }
    }
  }

  /**
   * Chooses what {@code asked} asks for.
   *
   * @throws UnsupportedOperationException if it asks for io_uring where that is impossible; the
   *     message says why
   */
  static EngineChoice of(Engine asked) {
    return switch (asked) {
      case NIO -> new EngineChoice(asked, "asked for", Pollers.SELECTORS);
      case IO_URING -> new EngineChoice(asked, "asked for", RingLookup.pollers());
      case AUTO -> Auto.CHOICE;
    };
  }
}
