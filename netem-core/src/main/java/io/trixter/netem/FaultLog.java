package io.trixter.netem;

import io.trixter.netem.kernel.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A log of what chance does to connections: recorded ({@link FaultRecord}) or replayed ({@link
 * FaultReplay}). {@code log.faults(...)} goes wherever faults go, so one test runs both ways. Safe
 * for any thread.
 */
public abstract sealed class FaultLog implements EventLog permits FaultRecord, FaultReplay {
  private static final String UNNAMED = "netem";

  private final Map<String, Integer> owners = new HashMap<>(); // and the last number of each

  FaultLog() {}

  /**
   * Returns the log that {@code -Dnetem.record=DIR} or {@code -Dnetem.replay=PATH} asks for; null
   * without either. Factories and servers of this library use it by themselves.
   *
   * @throws IllegalArgumentException if the record cannot be read, and names file and line
   */
  public static FaultLog ofRun() {
    return LogOfRun.get();
  }

  /**
   * Returns {@code faults} whose events this log has, for a factory or a server. The first call
   * without a name is {@code netem}, the second {@code netem#2}: a replay is to make them in the
   * order of the record.
   */
  public Function<Link, List<Fault>> faults(Function<Link, List<Fault>> faults) {
    return faults(UNNAMED, faults);
  }

  /**
   * Like {@link #faults(Function)}.
   *
   * @param owner names the factory or the server in events
   */
  public Function<Link, List<Fault>> faults(String owner, Function<Link, List<Fault>> faults) {
    Objects.requireNonNull(faults, "faults");
    String named = unique(owner);
    return link ->
        logged(named, Objects.requireNonNull(faults.apply(link), "the faults of a link"));
  }

  /**
   * Returns {@code faults} whose events this log has, for {@code wrap}; a connection's ordinal is
   * then how many streams the fault has wrapped before. Names are as of {@link #faults(Function)}.
   */
  public Fault[] faults(Fault... faults) {
    return faults(UNNAMED, faults);
  }

  /**
   * Like {@link #faults(Fault...)}.
   *
   * @param owner names the connections in events
   */
  public Fault[] faults(String owner, Fault... faults) {
    return logged(unique(owner), List.of(faults)).toArray(Fault[]::new);
  }

  /** Returns what {@code faults} are with the log of the run, if it has one. */
  static Function<Link, List<Fault>> inLogOfRun(Function<Link, List<Fault>> faults) {
    FaultLog log = ofRun();
    return log == null ? faults : log.faults(faults);
  }

  private String unique(String owner) {
    Objects.requireNonNull(owner, "owner");
    synchronized (owners) {
      int number = owners.getOrDefault(owner, 0) + 1;
      while (number > 1 && owners.containsKey(owner + "#" + number)) {
        number++;
      }
      owners.put(owner, number);
      String name = number == 1 ? owner : owner + "#" + number;
      owners.putIfAbsent(name, 1);
      return name;
    }
  }

  private List<Fault> logged(String owner, List<Fault> faults) {
    List<Fault> logged = new ArrayList<>();
    for (Fault fault : faults) {
      logged.add(new LoggedFault(Objects.requireNonNull(fault, "a fault of a link"), this, owner));
    }
    return logged;
  }
}
