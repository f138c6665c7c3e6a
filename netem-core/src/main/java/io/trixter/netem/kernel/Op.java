package io.trixter.netem.kernel;

import java.util.Locale;

/**
 * An operation of the caller, as a rule sees it. The rule of reads gets {@link #READ} and {@link
 * #SKIP}; that of writes {@link #WRITE}, {@link #FLUSH} and {@link #SHUTDOWN}; that of opening
 * {@link #OPEN}. What a rule further out cuts from an operation is one of its own to those further
 * in.
 */
public enum Op {
  /** Bytes are wanted from the peer; ends when any have come, and need not fill the room. */
  READ,
  /** Bytes are to go to the peer; ends when all have moved. */
  WRITE,
  /** What was written is to leave now; also begun for a rule that is {@link Rule#dueIn due}. */
  FLUSH,
  /** The half-close: no more bytes will follow in this direction, or a fault ends it. */
  SHUTDOWN,
  /** Bytes of the peer are to be thrown away; to a rule like a read whose bytes it cannot see. */
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
