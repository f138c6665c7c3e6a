package io.trixter.proxy;

import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.relay.LiveFault;
import io.trixter.proxy.relay.LiveFaults;
import java.util.Map;

/**
 * A fault that all connections of a proxy share. Two objects for the same fault are equal. Safe for
 * any thread except event loops.
 */
public final class SharedFault {
  private final LiveFault fault;
  private final LiveFaults all;
  private final Proxy proxy;
  private final Events events;

  SharedFault(LiveFault fault, LiveFaults all, Proxy proxy, Events events) {
    this.fault = fault;
    this.all = all;
    this.proxy = proxy;
    this.events = events;
  }

  /** Returns its name, which is unique in its proxy. */
  public String name() {
    return fault.name();
  }

  /** Returns its type. */
  public FaultType type() {
    return fault.type();
  }

  /** Returns the direction that it acts on. */
  public Direction direction() {
    return fault.direction();
  }

  /** Returns the probability that it acts on a connection. */
  public float toxicity() {
    return fault.toxicity();
  }

  /** Returns the value of each attribute, in the type's order. */
  public Map<String, Number> attributes() {
    return fault.attributes().values();
  }

  /** Returns what it is now, as it could be added to another proxy. */
  public FaultSpec spec() {
    FaultSpec spec = FaultSpec.of(type(), attributes()).toward(direction()).named(name());
    return spec.toxicity(toxicity());
  }

  /** Returns how many operations it was applied to, of all connections. */
  public long applied() {
    return fault.applied().sum();
  }

  /**
   * Sets one of its attributes, as {@link #update} does for several.
   *
   * @return whether the fault was there
   * @throws IllegalArgumentException if its type has no such attribute, or the value is out of
   *     range; nothing has changed then
   */
  public boolean set(String attribute, Number value) {
    return update(Map.of(attribute, value));
  }

  /**
   * Sets some of its attributes in one step; those left out keep their values. Whether the fault
   * acts on a connection is drawn again for each. In force on every open connection on return, or
   * after a second if an event loop is stuck; its connections then follow when it goes on. Without
   * effect once the fault has been removed.
   *
   * @return whether the fault was there
   * @throws IllegalArgumentException if its type has no such attribute, or a value is out of range;
   *     nothing has changed then
   */
  public boolean update(Map<String, ? extends Number> attributes) {
    type().requireKnown(attributes.keySet());
    return updateKnown(attributes, null);
  }

  /**
   * Sets the probability that it acts on a connection, and draws again for each, as {@link #update}
   * does. 1 and above is always, 0 and below never.
   *
   * @return whether the fault was there
   * @throws IllegalArgumentException if it is not a finite 32-bit number, or below 1 though the
   *     fault acts on the whole proxy
   */
  public boolean toxicity(double probability) {
    return updateKnown(Map.of(), FaultSpec.checkedToxicity(probability));
  }

  /**
   * Sets attributes and toxicity in one step, as a request of Toxiproxy does: ignores names that
   * are no attributes. Otherwise as {@link #update}.
   *
   * @param toxicity null keeps it
   * @return whether the fault was there
   * @throws IllegalArgumentException if a value is out of range; nothing has changed then
   */
  public boolean updateKnown(Map<String, ? extends Number> attributes, Float toxicity) {
    boolean done = all.update(fault, attributes, toxicity);
    if (done) {
      proxy.listening().faultChanged(fault);
      events.fire(new ProxyEvent.FaultChanged(proxy, this));
    }
    return done;
  }

  /**
   * Removes it. What it held passes on at once; a {@code timeout} closes the connections that it
   * acted on. Done on return, or after a second if an event loop is stuck; its connections then
   * follow when it goes on.
   *
   * @return whether it was there
   */
  public boolean remove() {
    boolean done = all.remove(fault);
    if (done) {
      proxy.listening().faultChanged(fault);
      events.fire(new ProxyEvent.FaultRemoved(proxy, this));
    }
    return done;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SharedFault that && that.fault == fault;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(fault);
  }

  /** Its type, name and attributes. */
  @Override
  public String toString() {
    return type() + " " + name() + " " + attributes();
  }
}
