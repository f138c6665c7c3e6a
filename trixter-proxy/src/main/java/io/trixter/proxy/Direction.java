package io.trixter.proxy;

/** Which way bytes go through the proxy. */
public enum Direction {
  /** From the client to the server. */
  UPSTREAM,
  /** From the server to the client. */
  DOWNSTREAM;

  /** The other one. */
  Direction opposite() {
    return this == UPSTREAM ? DOWNSTREAM : UPSTREAM;
  }
}
