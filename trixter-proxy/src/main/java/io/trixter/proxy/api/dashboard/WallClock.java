package io.trixter.proxy.api.dashboard;

/** The time of day, to be shown with an event. Nothing is timed by it: it may be set meanwhile. */
final class WallClock {
  private WallClock() {}

  /** Returns the milliseconds since 1970. */
  static long millis() {
    return System.currentTimeMillis();
  }
}
