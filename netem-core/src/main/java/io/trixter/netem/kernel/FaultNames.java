package io.trixter.netem.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of the faults around one connection, by which they draw: as they print, which is the
 * class's name, and {@code Corrupter#2} for the second of a class. No two are the same, however
 * faults print. Safe for any thread.
 */
public final class FaultNames {
  private final List<String> taken = new ArrayList<>(2);

  /** No names yet. */
  public FaultNames() {}

  /** Names one more fault, the next one out. */
  public synchronized String next(Object fault) {
    String printed = fault.toString();
    String name = printed;
    for (int i = 2; taken.contains(name); i++) {
      name = printed + "#" + i;
    }
    taken.add(name);
    return name;
  }
}
