package io.trixter.netem.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of the faults around one connection, by which they draw: the class's, and {@code
 * Corrupter#2} for the second of a class. Safe for any thread.
 */
public final class FaultNames {
  private final List<String> classes = new ArrayList<>(2);

  /** No names yet. */
  public FaultNames() {}

  /** Names one more fault, the next one out. */
  public synchronized String next(Object fault) {
    String simple = fault.getClass().getSimpleName(); // none of an anonymous class
    String name = simple.isEmpty() ? fault.getClass().getName() : simple;
    long before = classes.stream().filter(name::equals).count();
    classes.add(name);
    return before == 0 ? name : name + "#" + (before + 1);
  }
}
