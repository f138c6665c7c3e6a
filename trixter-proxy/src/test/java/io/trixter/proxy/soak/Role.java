package io.trixter.proxy.soak;

/**
 * What one end of a connection does.
 *
 * @param sends how many bytes
 * @param pace when it may send them
 * @param reads whether it reads what comes
 * @param then what it does when all is sent
 */
record Role(long sends, Pace pace, boolean reads, Then then) {
  /** When bytes may be sent. */
  enum Pace {
    /** At once. */
    FREE,
    /** As many as have come from the other end. */
    ECHO,
    /** When the other end has said all it has to say. */
    AFTER_ALL
  }

  /** What comes after the last byte. */
  enum Then {
    /** Half-closes, and closes when the other end does. */
    FINISH,
    /** Waits a while, then half-closes. */
    LINGER,
    /** Waits a while, then closes, whatever is unread. */
    LEAVE,
    /** Resets at once. */
    RESET
  }

  static Role sending(long bytes) {
    return new Role(bytes, Pace.FREE, true, Then.FINISH);
  }

  Role at(Pace other) {
    return new Role(sends, other, reads, then);
  }

  Role then(Then other) {
    return new Role(sends, pace, reads, other);
  }

  Role unreading() {
    return new Role(sends, pace, false, Then.LEAVE);
  }
}
