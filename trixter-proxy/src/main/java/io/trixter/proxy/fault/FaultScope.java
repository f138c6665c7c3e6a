package io.trixter.proxy.fault;

import java.util.Locale;

/** What a fault acts on. The direction of a fault matters to {@link #STREAM} alone. */
public enum FaultScope {
  /** The bytes of its direction, and their end. */
  STREAM,
  /** A connection before its upstream is dialled. */
  OPENING,
  /** A connection as a whole. */
  CONNECTION,
  /** The whole proxy, so that its toxicity must be 1. */
  PROXY;

  /** Returns its name in lower case, as the catalogue has it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
