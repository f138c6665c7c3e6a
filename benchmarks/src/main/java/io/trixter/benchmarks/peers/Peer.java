package io.trixter.benchmarks.peers;

import java.io.IOException;

/** A proxy that can be started. */
public interface Peer {
  /** In a table. */
  String name();

  /** What it says of its version; for a message, if it says nothing. */
  String version();

  /** Whether it can delay and throttle. */
  boolean hasFaults();

  /**
   * Starts a process that proxies from a port of its choice to {@code upstream}, and returns once
   * it accepts.
   *
   * @param upstream a port on loopback
   * @throws IOException if it does not accept within 20 s
   */
  Running start(int upstream, Faults faults) throws IOException, InterruptedException;
}
