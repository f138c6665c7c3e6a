package io.trixter.proxy.fault;

import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.RandomSource;
import java.util.function.Supplier;

/**
 * One direction of one connection, as a {@link FaultType} sees it when it makes rules for it.
 * Confined to the connection's event loop; the knobs may be read and set by any thread.
 */
public interface Link {
  /** Returns the live value of an attribute, as {@link Attribute#internal} says. */
  Knob knob(Attribute attribute);

  /**
   * Returns the knob that counts the fault's updates. It is set last in an update, so rules that
   * wait name this one as their {@link io.trixter.netem.kernel.Rule#knob()}.
   */
  Knob revision();

  /** Returns the source of the chance of this fault on this direction of this connection. */
  RandomSource random();

  /**
   * Makes a delay line, bounded by the proxy's window and budget.
   *
   * @param delayNanos the delay in nanoseconds
   * @param jitterNanos by how much a delay may differ from it, either way, in nanoseconds
   */
  DelayQueue line(Knob delayNanos, Knob jitterNanos);

  /**
   * Returns the one object that all connections of this fault share, such as a counter. Updates
   * keep it, and it is gone with the fault. Event loops use it at the same time, so it must be safe
   * for any thread.
   *
   * @param fresh makes the object, once, for the first link that asks
   */
  <T> T state(Supplier<T> fresh);
}
