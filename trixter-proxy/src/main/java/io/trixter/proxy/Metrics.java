package io.trixter.proxy;

import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;
import io.trixter.proxy.model.FaultKind;
import io.trixter.proxy.relay.Traffic;

/** Counters of a proxy since it was made. Safe for any thread. */
public final class Metrics {
  private final Traffic traffic;

  Metrics(Traffic traffic) {
    this.traffic = traffic;
  }

  /** Returns how many connections were accepted. */
  public long connectionsAccepted() {
    return traffic.accepted().sum();
  }

  /** Returns how many connections have ended for this cause. */
  public long connectionsEnded(EndCause cause) {
    return traffic.ended(cause).sum();
  }

  /**
   * Returns how many bytes were read from the sender of this direction, so without garbage that a
   * fault put before them.
   */
  public long bytesRelayed(Direction direction) {
    return traffic.received(direction).sum();
  }

  /**
   * Returns how many bytes the socket of the receiver of this direction has taken: what a delay
   * line still holds or a fault has dropped is missing, garbage is among them.
   */
  public long bytesSent(Direction direction) {
    return traffic.sent(direction).sum();
  }

  /** Returns how many operations this fault was applied to. */
  public long applied(FaultKind kind) {
    return traffic.faults(kind).sum();
  }
}
