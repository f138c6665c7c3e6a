package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Waiter;
import io.trixter.netem.nio.loop.Reactor;

/**
 * Listens to the knob of the rule that is waited for, one at a time. Confined to the reactor's
 * thread.
 */
final class KnobListener extends Waiter {
  private final Reactor reactor;
  private final Runnable task;
  private boolean listening;
  private Knob heard; // null: none can end the wait

  /** A listener that runs {@code task} as a task of {@code reactor} when the knob is set. */
  KnobListener(Reactor reactor, Runnable task) {
    this.reactor = reactor;
    this.task = task;
  }

  @Override
  public void wake() {
    reactor.execute(task);
  }

  /**
   * Whether a set of {@code knob} wakes. If not, it does from now on, but one before this would
   * not: what is to wait asks its rule again first.
   */
  boolean listensTo(Knob knob) {
    if (listening && heard == knob) {
      return true;
    }
    stop();
    listening = true;
    heard = knob;
    if (knob != null) {
      knob.add(this);
    }
    return false;
  }

  /** Whether something is waited for. */
  boolean isListening() {
    return listening;
  }

  void stop() {
    if (listening && heard != null) {
      heard.remove(this);
    }
    listening = false;
  }
}
