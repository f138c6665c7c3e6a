package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The attribute {@code first}, for one connection: whether it is one of the first that came to the
 * fault since that was added. Those that toxicity spares are not counted. Confined to the driver of
 * one rule.
 */
final class FirstConnections {
  private final Knob first;
  private final AtomicLong counted; // by all connections of the fault
  private long place; // among them, from 1; 0 while it has none

  FirstConnections(Link link, Attribute first) {
    this.first = link.knob(first);
    counted = link.state(AtomicLong::new);
  }

  static Attribute attribute() {
    return Attribute.count("first", "on how many connections it acts, then on none; 0 is all");
  }

  /** Counts this connection, once. */
  void count() {
    if (place == 0) {
      place = counted.incrementAndGet();
    }
  }

  /** Whether this one is one of them, as the attribute stands. */
  boolean include() {
    long most = first.get();
    return most == 0 || place <= most;
  }
}
