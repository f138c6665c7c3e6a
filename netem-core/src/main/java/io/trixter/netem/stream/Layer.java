package io.trixter.netem.stream;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.kernel.Trip;
import io.trixter.netem.kernel.Wiring;
import java.io.IOException;

/**
 * What both stream drivers do alike: one fault's rule in one direction of a chain. One thread
 * operates, any thread may close or trip.
 */
final class Layer implements Trip.Member {
  final Rule rule;
  final Step step = new Step();
  final Fate fate;
  private final Wiring wiring;
  private final int place;
  private final Clock clock;
  private final Deadline deadline;
  private final Pause pause;
  private boolean listening;

  Layer(Wiring wiring, Rule rule, int place, Clock clock, Deadline deadline, Fate fate) {
    this.wiring = wiring;
    this.place = place;
    this.rule = rule;
    this.clock = clock;
    this.deadline = deadline;
    this.fate = fate;
    pause = new Pause(clock);
    fate.add(pause);
    if (wiring.trip() != null) {
      wiring.trip().join(this);
    }
  }

  int place() {
    return place;
  }

  Clock clock() {
    return clock;
  }

  Deadline deadline() {
    return deadline;
  }

  long now() {
    return clock.now();
  }

  /** Asks the rule, waiting as it says, until it answers anything else. */
  void ask(Op op, long wanted) throws IOException {
    try {
      fate.check();
      rule.before(op, wanted, clock.now(), step);
      while (step.kind() == Step.Kind.WAIT) {
        await(step.nanos());
        rule.before(op, wanted, clock.now(), step);
      }
      if (step.kind() == Step.Kind.FAIL) {
        IOException failure = step.failure();
        fate.end(wiring.trip());
        throw failure;
      }
    } finally {
      stopListening();
    }
  }

  /** Holds what was read for as long as the rule says. */
  void hold(long read, boolean sameBurst) throws IOException {
    try {
      for (long nanos = rule.after(Op.READ, read, sameBurst, clock.now());
          nanos > 0;
          nanos = rule.after(Op.READ, read, sameBurst, clock.now())) {
        await(nanos);
      }
    } finally {
      stopListening();
    }
  }

  private void await(long nanos) throws IOException {
    if (!listening) {
      listening = true;
      pause.begin(rule.knob());
    } else {
      pause.await(nanos, deadline);
    }
    fate.check();
  }

  private void stopListening() {
    if (listening) {
      listening = false;
      pause.end(rule.knob());
    }
  }

  void close() {
    if (wiring.trip() != null) {
      wiring.trip().leave(this);
    }
    fate.close();
  }

  @Override
  public void tripped() {
    fate.end(wiring.trip());
  }

  String name() {
    return wiring.name();
  }
}
