package io.trixter.proxy.model;

import java.util.Locale;

/** The faults that the proxy counts: once for each operation that one of them changed. */
public enum FaultKind {
  /** A chunk entered the delay line. */
  DELAY,
  /** A write waited for its tokens. */
  THROTTLE,
  /** A write was cut in slices. */
  SLICE,
  /** Garbage preceded a chunk. */
  CORRUPTION,
  /** A draw ended a connection. */
  TERMINATION;

  /** Returns the kind as metrics label it: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
