package io.trixter.netem;

import java.io.IOException;

/**
 * A {@link Terminator} ended the connection. The message tells how to meet the same end again:
 * {@code terminated (seed 42, connection 3, write 17)} is the seed, the connection's ordinal within
 * its proxy, factory or fault, and which draw of which kind of operation it was, both from 0.
 * Without chance it names the limit: {@code terminated (after PT5S)}, {@code terminated (after 1000
 * bytes)}.
 */
public final class TerminatedException extends IOException {
  private static final long serialVersionUID = 1L;

  TerminatedException(String message, Throwable cause) {
    super(message, cause);
  }
}
