package io.trixter.proxy.model;

/** A direction of bytes through the proxy. */
public enum Direction {
  /** From the client to the server. */
  UPSTREAM,
  /** From the server to the client. */
  DOWNSTREAM;

  /** Returns the direction that {@code text} names, in any case, or null. */
  public static Direction find(String text) {
    for (Direction each : values()) {
      if (each.name().equalsIgnoreCase(text)) {
        return each;
      }
    }
    return null;
  }

  /** Returns {@code upstream} or {@code downstream}. */
  public String label() {
    return this == UPSTREAM ? "upstream" : "downstream";
  }

  /** Returns the other one. */
  public Direction opposite() {
    return this == UPSTREAM ? DOWNSTREAM : UPSTREAM;
  }
}
