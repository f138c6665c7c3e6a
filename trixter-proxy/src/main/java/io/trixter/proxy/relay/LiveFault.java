package io.trixter.proxy.relay;

import io.trixter.proxy.fault.Attributes;
import io.trixter.proxy.fault.FaultSpec;
import io.trixter.proxy.fault.FaultType;
import io.trixter.proxy.model.Direction;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A fault that the connections of a proxy share: what is the same for all of them. Safe for any
 * thread.
 */
public final class LiveFault {
  private final FaultType type;
  private final String name;
  private final Direction direction;
  private final Attributes attributes;
  private final LongAdder applied = new LongAdder();
  private final ReentrantLock makingState = new ReentrantLock();
  private volatile float toxicity;
  private Object state; // under the lock; null until a link asks

  LiveFault(FaultSpec spec) {
    type = spec.type();
    name = spec.name();
    direction = spec.direction();
    toxicity = spec.toxicity();
    attributes = new Attributes(type, spec.attributes());
  }

  /** Returns its type. */
  public FaultType type() {
    return type;
  }

  /** Returns its name, unique in its proxy. */
  public String name() {
    return name;
  }

  /** Returns the direction that it acts on. */
  public Direction direction() {
    return direction;
  }

  /** Returns its live attributes. */
  public Attributes attributes() {
    return attributes;
  }

  /** Returns the probability that it acts on a connection. */
  public float toxicity() {
    return toxicity;
  }

  /** Sets the probability; heeded with the next update of the attributes, which must follow. */
  void toxicity(float probability) {
    toxicity = probability;
  }

  /** Counts the operations that it has changed. */
  public LongAdder applied() {
    return applied;
  }

  /** Returns what its links share; {@code fresh} makes it for the first one. */
  @SuppressWarnings("unchecked") // a fault has one type, which asks for one class
  <T> T state(Supplier<T> fresh) {
    makingState.lock();
    try {
      if (state == null) {
        state = fresh.get();
      }
      return (T) state;
    } finally {
      makingState.unlock();
    }
  }
}
