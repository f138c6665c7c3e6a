package io.trixter.netem.nio.stress;

import java.util.concurrent.atomic.AtomicReference;

/** One direction of an end: at most one operation that counts at a time. */
final class Lane {
  final End end;
  final boolean reading;
  final Flow flow;
  private final AtomicReference<Object> holder = new AtomicReference<>();
  private volatile boolean retired;
  private volatile boolean endangered;

  Lane(End end, boolean reading, Flow flow) {
    this.end = end;
    this.reading = reading;
    this.flow = flow;
  }

  /** Takes the lane for {@code who}, unless it is taken or retired. */
  boolean take(Object who) {
    if (retired || !holder.compareAndSet(null, who)) {
      return false;
    }
    if (retired) {
      leave(who);
      return false;
    }
    return true;
  }

  /** Hands the lane from one holder to the next. */
  void pass(Object from, Object to) {
    holder.compareAndSet(from, to);
  }

  void leave(Object who) {
    holder.compareAndSet(who, null);
  }

  boolean isFree() {
    return holder.get() == null;
  }

  /** The operation that holds the lane, if one does. */
  Transfer transfer() {
    return holder.get() instanceof Transfer transfer ? transfer : null;
  }

  /** No operation that counts begins here any more. */
  void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
  }

  /** A timeout or a cancellation may make the direction unusable at any time from now on. */
  void endanger() {
    endangered = true;
  }

  boolean isEndangered() {
    return endangered;
  }

  @Override
  public String toString() {
    return (reading ? "read" : "write") + " on " + end + ", " + flow;
  }
}
