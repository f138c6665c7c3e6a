package io.trixter.proxy.fault;

import io.trixter.netem.kernel.DelayBudget;
import io.trixter.netem.kernel.DelayQueue;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.RandomSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A link of one fault, with a seed and no proxy. */
record TestLink(Attributes attributes, RandomSource random, AtomicReference<Object> shared)
    implements Link {
  private static final long WINDOW = 1 << 20;

  TestLink(FaultSpec fault) {
    this(
        new Attributes(fault.type(), fault.attributes()),
        new RandomSource(42, 0, fault.name()),
        new AtomicReference<>());
  }

  @Override
  public Knob knob(Attribute attribute) {
    return attributes.knob(attribute);
  }

  @Override
  public Knob revision() {
    return attributes.revision();
  }

  @Override
  public DelayQueue line(Knob delayNanos, Knob jitterNanos) {
    return new DelayQueue(delayNanos, jitterNanos, random, WINDOW, new DelayBudget(WINDOW));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> T state(Supplier<T> fresh) {
    return (T) shared.updateAndGet(made -> made == null ? fresh.get() : made);
  }

  /** Another connection of the same fault. */
  TestLink another() {
    return new TestLink(attributes, random, shared);
  }
}
