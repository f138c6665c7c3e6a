package io.trixter.netem;

import io.trixter.netem.Netem.ReplayTest;
import io.trixter.netem.kernel.FaultEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Delta debugging: ddmin of A. Zeller and R. Hildebrandt, Simplifying and Isolating
 * Failure-Inducing Input (IEEE Transactions on Software Engineering 28, 2002), over the events of a
 * record. For one thread.
 */
final class Shrinking {
  private final FaultRecord whole;
  private final ReplayTest test;
  private int runs;
  private Throwable failure; // of the smallest record that fails

  Shrinking(FaultRecord whole, ReplayTest test) {
    this.whole = whole;
    this.test = test;
  }

  Shrunk shrink() {
    List<FaultEvent> events = whole.events();
    failure = run(events);
    if (failure == null) {
      throw new IllegalArgumentException("the test passes in a replay of the whole record");
    }
    int before = events.size();
    events = fails(List.of()) ? List.of() : minimum(events);
    return new Shrunk(whole.with(events), before, runs, failure);
  }

  private List<FaultEvent> minimum(List<FaultEvent> all) {
    List<FaultEvent> events = all;
    for (int parts = 2; events.size() > 1; ) {
      List<FaultEvent> smaller = smaller(events, Math.min(parts, events.size()));
      if (smaller == null && parts >= events.size()) {
        break;
      } else if (smaller == null) {
        parts *= 2;
      } else {
        boolean isPart = smaller.size() <= (events.size() + parts - 1) / parts;
        parts = isPart ? 2 : Math.max(parts - 1, 2);
        events = smaller;
      }
    }
    return events;
  }

  /** One of so many parts of the events that fails, or what remains without one; null for none. */
  private List<FaultEvent> smaller(List<FaultEvent> events, int parts) {
    for (int i = 0; i < parts; i++) {
      List<FaultEvent> part = events.subList(from(events, parts, i), from(events, parts, i + 1));
      if (fails(part)) {
        return part;
      }
    }
    for (int i = 0; i < parts && parts > 2; i++) {
      List<FaultEvent> rest = new ArrayList<>(events.subList(0, from(events, parts, i)));
      rest.addAll(events.subList(from(events, parts, i + 1), events.size()));
      if (fails(rest)) {
        return rest;
      }
    }
    return null;
  }

  private static int from(List<FaultEvent> events, int parts, int part) {
    return (int) ((long) events.size() * part / parts);
  }

  /** Whether the test fails as it does with the whole record. */
  private boolean fails(List<FaultEvent> events) {
    Throwable thrown = run(events);
    boolean same = thrown != null && thrown.getClass() == failure.getClass();
    failure = same ? thrown : failure;
    return same;
  }

  private Throwable run(List<FaultEvent> events) {
    runs++;
    try {
      test.run(Netem.replay(whole.with(events)));
      return null;
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable thrown) {
      return thrown;
    }
  }
}
