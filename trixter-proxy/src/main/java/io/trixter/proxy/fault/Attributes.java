package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The live attributes of one fault: a knob for each, and one that counts the updates. An update is
 * one step for rules that wait on the revision, because that is set last. Safe for any thread.
 */
public final class Attributes {
  private final FaultType type;
  private final Map<Attribute, Knob> knobs = new LinkedHashMap<>();
  private final Knob revision = new Knob(0);
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Map<String, Number> values;

  /**
   * Attributes of {@code type} that start at {@code initial}, or at their defaults.
   *
   * @throws IllegalArgumentException if a value is out of its attribute's range
   */
  public Attributes(FaultType type, Map<String, ? extends Number> initial) {
    this.type = type;
    values = type.complete(initial);
    type.attributes().forEach(a -> knobs.put(a, new Knob(a.internal(values.get(a.name())))));
  }

  /** Returns the type that has them. */
  public FaultType type() {
    return type;
  }

  /**
   * Returns the knob of {@code attribute}.
   *
   * @throws IllegalArgumentException if the type has no such attribute
   */
  public Knob knob(Attribute attribute) {
    Knob knob = knobs.get(attribute);
    if (knob == null) {
      throw new IllegalArgumentException(type + " has no attribute " + attribute);
    }
    return knob;
  }

  /** Returns the knob that counts the updates, from 0. */
  public Knob revision() {
    return revision;
  }

  /** Returns all values, in the type's order, as they were given. */
  public Map<String, Number> values() {
    return values;
  }

  /**
   * Sets some of the attributes; those that are left out, or null, keep their values. Names that
   * are no attributes are ignored. What waits looks again, with no attribute given too.
   *
   * @throws IllegalArgumentException if a value is out of its attribute's range; nothing is changed
   */
  public void update(Map<String, ? extends Number> changes) {
    lock.lock();
    try {
      Map<String, Number> merged = new LinkedHashMap<>(values);
      changes.forEach(
          (name, value) -> merged.compute(name, (n, old) -> value == null ? old : value));
      Map<String, Number> checked = type.complete(merged);
      values = checked;
      knobs.forEach(
          (attribute, knob) -> set(knob, attribute.internal(checked.get(attribute.name()))));
      revision.set(revision.get() + 1);
    } finally {
      lock.unlock();
    }
  }

  private static void set(Knob knob, long value) {
    if (knob.get() != value) {
      knob.set(value);
    }
  }
}
