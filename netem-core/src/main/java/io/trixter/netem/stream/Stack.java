package io.trixter.netem.stream;

import io.trixter.netem.kernel.FaultNames;

/**
 * What the wrappers around one stream or socket have in common. A delay line divides them: what is
 * above it, where the caller is, may be closed while what is below still carries what it holds.
 */
record Stack(Clock clock, Deadline deadline, Lifetime lifetime, FaultNames names) {
  /** Something that more wrappers may be put around. */
  interface Member {
    Stack stack();
  }

  /** Returns the stack around a stream that has no wrapper yet. */
  static Stack around(Object stream, Lifetime.Bottom bottom) {
    Clock clock = clockOf(stream);
    return new Stack(clock, Deadline.NONE, new Lifetime(bottom), new FaultNames());
  }

  /** Returns the stack above {@code line}, which stands on this one. */
  Stack above(Line line) {
    Lifetime outer = new Lifetime(line);
    lifetime.addOuter(outer);
    return new Stack(clock, deadline, outer, names);
  }

  static Clock clockOf(Object bottom) {
    return bottom instanceof Clocked clocked ? clocked.clock() : SystemClock.INSTANCE;
  }
}
