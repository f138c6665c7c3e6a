package io.trixter.netem;

import io.trixter.netem.kernel.FaultEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A run in which a record is replayed: faults ask it instead of drawing, whatever their knobs say.
 * Make the same faults as in the recorded run, in the same order, with {@code faults} of this in
 * place of the record's. Each event acts when the next byte or the end is about to pass its place,
 * however the streams are cut. What is not chance (delays, rates, sizes, times, kills) is this
 * run's own. Safe for any thread.
 */
public final class FaultReplay extends FaultLog {
  private record Place(String owner, long connection, String direction, String fault) {
    static Place of(FaultEvent event) {
      return new Place(event.owner(), event.connection(), event.direction(), event.fault());
    }
  }

  private static final int SHOWN = 5;

  private final List<FaultEvent> events;
  private final Map<Place, List<FaultEvent>> places = new HashMap<>(); // not changed once made
  private final IdentityHashMap<FaultEvent, Boolean> placed = new IdentityHashMap<>();

  FaultReplay(FaultRecord record) {
    events = record.events();
    for (FaultEvent event : events) {
      places.computeIfAbsent(Place.of(event), place -> new ArrayList<>()).add(event);
    }
    places.values().forEach(each -> each.sort(Comparator.comparingLong(FaultEvent::at)));
  }

  /**
   * Returns the events that have not acted so far, in recorded order. At the end of the run they
   * are those that found no place, because its traffic differs from the recorded. Those of a
   * connection that an event has terminated are not among them.
   */
  public List<FaultEvent> unplaced() {
    synchronized (placed) {
      Set<List<Object>> over = new HashSet<>();
      for (FaultEvent event : placed.keySet()) {
        if (event.kind() == FaultEvent.Kind.TERMINATED) {
          over.add(connection(event));
        }
      }
      return events.stream()
          .filter(event -> !placed.containsKey(event) && !over.contains(connection(event)))
          .toList();
    }
  }

  private static List<Object> connection(FaultEvent event) {
    return List.of(event.owner(), event.connection());
  }

  @Override
  public boolean isReplaying() {
    return true;
  }

  @Override
  public void add(FaultEvent event) {}

  @Override
  public List<FaultEvent> events(String owner, long connection, String direction, String fault) {
    return places.getOrDefault(new Place(owner, connection, direction, fault), List.of());
  }

  @Override
  public void placed(FaultEvent event) {
    synchronized (placed) {
      placed.put(event, true);
    }
  }

  /** Says how many events found no place, and which are the first: {@code 1 event found no ...}. */
  @Override
  public String toString() {
    List<FaultEvent> unplaced = unplaced();
    if (unplaced.isEmpty()) {
      return "every event found its place";
    }
    String count = unplaced.size() == 1 ? "1 event" : unplaced.size() + " events";
    String rest = unplaced.size() > SHOWN ? "; ..." : "";
    return unplaced.stream()
        .limit(SHOWN)
        .map(FaultEvent::toString)
        .collect(Collectors.joining("; ", count + " found no place: ", rest));
  }
}
