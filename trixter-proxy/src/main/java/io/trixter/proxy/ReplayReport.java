package io.trixter.proxy;

import static io.trixter.proxy.relay.Log.LOG;

import io.trixter.netem.FaultLog;
import io.trixter.netem.FaultReplay;
import io.trixter.netem.kernel.FaultEvent;
import java.util.List;
import java.util.stream.Collectors;

/** Says in the log, at the end of a replay, which events of the record found no place. */
final class ReplayReport {
  private static final int SHOWN = 5;

  private ReplayReport() {}

  /** Says it of {@code log}, if that is a replay and there are any. */
  static void of(FaultLog log) {
    List<FaultEvent> unplaced = log instanceof FaultReplay replay ? replay.unplaced() : List.of();
    if (!unplaced.isEmpty()) {
      String first =
          unplaced.stream()
              .limit(SHOWN)
              .map(FaultEvent::toString)
              .collect(Collectors.joining("; "));
      String rest = unplaced.size() > SHOWN ? "; ..." : "";
      LOG.warn("replay: {} events found no place: {}{}", unplaced.size(), first, rest);
    }
  }
}
