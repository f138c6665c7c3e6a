package io.trixter.netem;

import io.trixter.netem.kernel.FaultEvent;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of {@link Netem#shrink}: events none of which the failure can do without.
 *
 * @param record these events, to be kept or replayed
 * @param before how many there were in the record that was shrunken
 * @param runs how often the test was run
 * @param failure what it fails with in their replay
 */
public record Shrunk(FaultRecord record, int before, int runs, Throwable failure) {
  /** Says which events are enough, a line each: {@code this one event is enough: the reset ...}. */
  @Override
  public String toString() {
    List<FaultEvent> events = record.events();
    if (events.isEmpty()) {
      return "no event is needed: the test fails without any";
    }
    if (events.size() == 1) {
      return "this one event is enough: " + events.get(0);
    }
    String head = "these " + events.size() + " events are enough:\n  ";
    return events.stream().map(FaultEvent::toString).collect(Collectors.joining("\n  ", head, ""));
  }
}
