package io.trixter.proxy;

import static io.trixter.proxy.relay.Log.LOG;

import io.trixter.netem.FaultLog;
import io.trixter.netem.FaultReplay;

/** Says in the log, at the end of a replay, which events of the record found no place. */
final class ReplayReport {
  private ReplayReport() {}

  /** Says it of {@code log}, if that is a replay and there are any. */
  static void of(FaultLog log) {
    if (log instanceof FaultReplay replay && !replay.unplaced().isEmpty()) {
      LOG.warn("replay: {}", replay);
    }
  }
}
