package io.trixter.netem.nio;

import io.trixter.netem.nio.loop.Pollers;
import java.io.IOException;

/**
 * The engine that was chosen.
 *
 * @param engine never {@link Engine#AUTO}
 * @param reason why this one, for people
 * @param pollers what its loops wait on
 * @param mayFallBack whether selectors serve instead when its loops cannot be opened
 */
record EngineChoice(Engine engine, String reason, Pollers pollers, boolean mayFallBack) {
  private static final class Auto {
    static final EngineChoice CHOICE = choose();

    private static EngineChoice choose() {
      try {
        return new EngineChoice(
            Engine.IO_URING, "auto: all it needs is there", RingLookup.pollers(), true);
      } catch (UnsupportedOperationException e) {
        return selectors("auto: " + e.getMessage());
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
      case NIO -> selectors("asked for");
      case IO_URING -> new EngineChoice(asked, "asked for", RingLookup.pollers(), false);
      case AUTO -> Auto.CHOICE;
    };
  }

  private static EngineChoice selectors(String reason) {
    return new EngineChoice(Engine.NIO, reason, Pollers.SELECTORS, false);
  }

  /**
   * Returns what serves instead, when the loops of this one could not be opened.
   *
   * @throws IOException which is {@code failure}, if this engine was asked for by its name
   */
  EngineChoice fallback(IOException failure) throws IOException {
    if (!mayFallBack) {
      throw failure;
    }
    return selectors("auto: cannot use io_uring: " + failure.getMessage());
  }
}
