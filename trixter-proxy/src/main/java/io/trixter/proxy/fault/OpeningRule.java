package io.trixter.proxy.fault;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A rule of connections that are to open, which meets the first of those that came to the fault
 * since that was added, as the attribute {@code first} says. The others pass. Those that toxicity
 * spares do not come to it, and are not counted.
 */
abstract class OpeningRule extends Rule {
  private final Knob first;
  private final Knob revision;
  private final AtomicLong counted; // by all connections of the fault
  private long place; // among them, from 1; 0 while it has none

  OpeningRule(Link link, Attribute first) {
    this.first = link.knob(first);
    revision = link.revision();
    counted = link.state(AtomicLong::new);
  }

  /** The attribute {@code first}. */
  static Attribute first() {
    return Attribute.count("first", "on how many connections it acts, then on none; 0 is all");
  }

  /** Says what happens to a connection that is one of the first. */
  abstract void meet(long now, Step step);

  @Override
  public final boolean isOff() {
    return false;
  }

  @Override
  public final void begin(Op op) {
    if (place == 0) {
      place = counted.incrementAndGet();
    }
  }

  @Override
  public final void before(Op op, long wanted, long now, Step step) {
    long most = first.get();
    if (most == 0 || place <= most) {
      meet(now, step);
    } else {
      step.move(wanted);
    }
  }

  @Override
  public final Knob knob() {
    return revision;
  }
}
