package io.trixter.benchmarks.load;

/** What an upstream does, on a port of its own. */
public enum Service {
  /** Sends back what comes. */
  ECHO,
  /** Reads what comes. */
  SINK,
  /** Sends without end. */
  SOURCE
}
