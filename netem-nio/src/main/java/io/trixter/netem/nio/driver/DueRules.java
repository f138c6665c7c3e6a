package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.RuleChain;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.nio.loop.Timer;

/** Asks the rules of a stage that act by time though nothing moves. Reactor's thread. */
final class DueRules extends Timer {
  private final RuleSink sink;
  private final FaultChannel channel;
  private boolean asking;

  DueRules(RuleSink sink) {
    this.sink = sink;
    channel = sink.channel;
  }

  /** Asks now what is due, or later; while an operation has the chain, once that has ended. */
  void schedule() {
    if (asking || sink.isBusy() || !channel.isOpen()) {
      return;
    }
    long nanos = sink.chain.dueIn(channel.reactor().now());
    if (nanos == 0) {
      ask();
    } else if (nanos != Rule.NEVER) {
      channel.reactor().arm(this, nanos);
    } else if (isArmed()) {
      channel.reactor().disarm(this);
    }
  }

  private void ask() {
    long now = channel.reactor().now();
    RuleChain chain = sink.chain;
    Step step = new Step();
    asking = true;
    try {
      sink.countPassed();
      chain.begin(Op.FLUSH, 0, now);
      boolean acts = chain.next(now, step);
      if (acts && step.kind() == Step.Kind.END) {
        sink.endNext(step.reset());
      } else if (acts && step.kind() == Step.Kind.FAIL) {
        channel.abort(chain.killSwitch());
      }
      chain.giveUp(null, now);
    } finally {
      asking = false;
    }
  }

  @Override
  protected void fired() {
    schedule();
  }

  /** What is due would never come. */
  @Override
  protected void firingFailed(Throwable error) {
    channel.reset();
  }

  void stop() {
    channel.reactor().disarm(this);
  }
}
