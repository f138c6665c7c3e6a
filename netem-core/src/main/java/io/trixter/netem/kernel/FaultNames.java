package io.trixter.netem.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of the faults around one connection, by which they draw: as they print, which is the
 * class's name, and {@code Corrupter#2} for the second of a class. Safe for any thread.
 */
public final class FaultNames {
  private final List<String> taken = new ArrayList<>(2);

  /** No names yet. */
  public FaultNames() {}

  /** Names one more fault, the next one out. */
  public synchronized String next(Object fault) {
    String name = fault.toString();
    long before = taken.stream().filter(name::equals).count();
    taken.add(name);
    return before == 0 ? name : name + "#" + (before + 1);
  }
}
