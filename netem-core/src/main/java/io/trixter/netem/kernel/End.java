package io.trixter.netem.kernel;

/** An end of a stream, behind what has passed. */
public enum End {
  /** The writer's half-close: this direction ends, the other goes on. */
  HALF_CLOSE,
  /** A fault ends the stream, and with it the connection. */
  CLOSE,
  /** The connection is reset. */
  RESET
}
