package io.trixter.proxy.relay;

import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.model.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The faults that the connections of a proxy share: a list for each direction, from sender to
 * receiver in the order of creation. A change is in force on every open connection when its call
 * returns: it posts one task to each event loop that has connections, and waits for no socket.
 * Changes come one after the other. Any thread but an event loop's.
 */
public final class LiveFaults {
  private final Relays relays;
  private final ReentrantLock changing = new ReentrantLock(); // no loop takes it
  private volatile List<LiveFault> all = List.of(); // in the order of creation

  LiveFaults(Relays relays) {
    this.relays = relays;
  }

  /** Returns all: upstream's first, then downstream's, each in the order of creation. */
  public List<LiveFault> list() {
    List<LiveFault> now = all;
    List<LiveFault> sorted = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      for (LiveFault fault : now) {
        if (fault.direction() == direction) {
          sorted.add(fault);
        }
      }
    }
    return List.copyOf(sorted);
  }

  /** Returns all, in the order of creation; a list that never changes. */
  List<LiveFault> all() {
    return all;
  }

  /** Returns the fault of that name, or null. */
  public LiveFault find(String name) {
    return all.stream().filter(fault -> fault.name().equals(name)).findFirst().orElse(null);
  }

  /** Adds a fault behind those of its direction; returns null if its name is taken. */
  public LiveFault add(FaultSpec spec) {
    LiveFault added = new LiveFault(spec);
    boolean done =
        change(
            now -> {
              boolean taken = now.stream().anyMatch(fault -> fault.name().equals(spec.name()));
              return taken ? null : with(now, added);
            });
    return done ? added : null;
  }

  private static List<LiveFault> with(List<LiveFault> now, LiveFault added) {
    List<LiveFault> more = new ArrayList<>(now);
    more.add(added);
    return List.copyOf(more);
  }

  /** Removes {@code fault}; returns whether it was there. */
  public boolean remove(LiveFault fault) {
    return change(
        now -> now.contains(fault) ? now.stream().filter(each -> each != fault).toList() : null);
  }

  /**
   * Sets some of a fault's attributes, and its toxicity unless that is null. What is left out
   * stays.
   *
   * @return whether the fault was there
   * @throws IllegalArgumentException if a value is out of range; nothing has changed then
   * @throws IllegalStateException on an event loop, as for every change
   */
  public boolean update(LiveFault fault, Map<String, ? extends Number> changes, Float toxicity) {
    float checked = toxicity == null ? fault.toxicity() : fault.type().checkToxicity(toxicity);
    return change(
        now -> {
          if (!now.contains(fault)) {
            return null;
          }
          fault.type().check(changes);
          fault.toxicity(toxicity == null ? fault.toxicity() : checked);
          fault.attributes().update(changes);
          return now;
        });
  }

  private boolean change(UnaryOperator<List<LiveFault>> edit) {
    relays.refuseLoops();
    changing.lock();
    try {
      List<LiveFault> edited = edit.apply(all);
      if (edited == null) {
        return false;
      }
      all = edited;
      relays.visit(Relay::faultsChanged);
      return true;
    } finally {
      changing.unlock();
    }
  }
}
