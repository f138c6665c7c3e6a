package io.trixter.proxy;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The knobs of one connection. Most are never touched, and so they are made when someone first asks
 * for them; until then they are all off. Any thread.
 */
final class LiveKnobs {
  private static final ReentrantLock MAKING = new ReentrantLock();

  private volatile Directions made;

  /** Knobs that start where {@code defaults} stand now. */
  LiveKnobs(Directions defaults) {
    if (!defaults.isOff()) {
      made = defaults.copy();
    }
  }

  Directions get() {
    if (made == null) {
      MAKING.lock();
      try {
        if (made == null) {
          made = new Directions();
        }
      } finally {
        MAKING.unlock();
      }
    }
    return made;
  }

  /** Whether a knob of this direction is on. */
  boolean isOn(Direction direction) {
    Directions turned = made;
    return turned != null && !turned.of(direction).isOff();
  }
}
