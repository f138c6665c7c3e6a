package io.trixter.netem.kernel;

import java.util.Locale;

/** An operation of the caller, as a rule sees it. */
public enum Op {
  /** Bytes are wanted from the peer. */
  READ,
  /** Bytes are to go to the peer. */
  WRITE,
  /** What was written is to leave now. */
  FLUSH,
  /** The half-close: no more bytes will follow in this direction. */
  SHUTDOWN,
  /** Bytes of the peer are to be thrown away. */
  SKIP,
  /** The connection is to be opened: connected, or what was accepted is to be handed on. */
  OPEN;

  private final String lowerCase = name().toLowerCase(Locale.ROOT);

  /** The operation in lower case, as messages name it. */
  @Override
  public String toString() {
    return lowerCase;
  }
}
