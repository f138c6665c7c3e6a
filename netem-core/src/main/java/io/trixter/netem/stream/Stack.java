package io.trixter.netem.stream;

import io.trixter.netem.kernel.FaultNames;

/** What the wrappers around one stream or socket have in common. */
record Stack(Clock clock, Deadline deadline, Lifetime lifetime, FaultNames names) {
  /** Something that more wrappers may be put around. */
  interface Member {
    Stack stack();
  }

  /** The stack around a stream that has no wrapper yet. */
  static Stack around(Object stream, Lifetime.Bottom bottom) {
    Clock clock = clockOf(stream);
    return new Stack(clock, Deadline.NONE, new Lifetime(bottom), new FaultNames());
  }

  static Clock clockOf(Object bottom) {
    return bottom instanceof Clocked clocked ? clocked.clock() : SystemClock.INSTANCE;
  }
}
