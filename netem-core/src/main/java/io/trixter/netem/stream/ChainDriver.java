package io.trixter.netem.stream;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Wiring;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What both stream drivers do alike: one fault's rule in one direction of a chain. Threads operate
 * one after the other, any thread may close or killSwitch.
 */
final class Layer implements KillSwitch.Member {
  final Rule rule;
  final Step step = new Step();
  private final Wiring wiring;
  private final int place;
  private final Chain chain;
  private final Pause pause;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean listening;
  private boolean startedDeadline;

  private Layer(Wiring wiring, Rule rule, int place, Chain chain) {
    this.wiring = wiring;
    this.place = place;
    this.rule = rule;
    this.chain = chain;
    pause = new Pause(chain.clock());
    chain.fate().add(pause);
    if (wiring.killSwitch() != null) {
      wiring.killSwitch().join(this);
    }
  }

  static Layer reading(Wiring wiring, int place, Chain chain) {
    return new Layer(wiring, wiring.reading(), place, chain);
  }

  /** A read timeout is none of a writer's. */
  static Layer writing(Wiring wiring, int place, Chain chain) {
    Chain untimed = new Chain(chain.clock(), Deadline.NONE, chain.fate());
    return new Layer(wiring, wiring.writing(), place, untimed);
  }

  int place() {
    return place;
  }

  Chain chain() {
    return chain;
  }

  Fate fate() {
    return chain.fate();
  }

  long now() {
    return chain.clock().now();
  }

  /** Whether a call is to be handed on unchanged; one volatile read while it is. */
  boolean passes() {
    return rule.isOff() && !chain.fate().isOver();
  }

  /** Begins an operation that obeys the rule, when other threads have ended theirs. */
  void enter() throws IOException {
    try {
      if (!lock.tryLock()) { // an interrupt is of those who wait
        lock.lockInterruptibly();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    startedDeadline = chain.deadline().start();
  }

  /** Ends what {@link #enter} began. */
  void exit() {
    if (startedDeadline) {
      chain.deadline().stop();
    }
    lock.unlock();
  }

  /** Like {@link #enter}, for what does not wait, and only if no other thread operates. */
  boolean tryEnter() {
    boolean free = lock.tryLock();
    if (free) {
      startedDeadline = false;
    }
    return free;
  }

  /** Asks the rule, waiting as it says, until it answers anything else. */
  void ask(Op op, long wanted) throws IOException {
    try {
      fate().check();
      rule.before(op, wanted, now(), step);
      while (step.kind() == Step.Kind.WAIT) {
        await(step.nanos());
        rule.before(op, wanted, now(), step);
      }
      if (step.kind() == Step.Kind.FAIL) {
        IOException failure = step.failure();
        fate().end(wiring.killSwitch());
        throw failure;
      }
    } finally {
      stopListening();
    }
  }

  /** Holds what was read for as long as the rule says. */
  void hold(long read, boolean sameBurst) throws IOException {
    try {
      for (long nanos = rule.after(Op.READ, read, sameBurst, now());
          nanos > 0;
          nanos = rule.after(Op.READ, read, sameBurst, now())) {
        await(nanos);
      }
    } finally {
      stopListening();
    }
  }

  /** The first time only listens: a turn before that would not wake, so the rule is asked again. */
  private void await(long nanos) throws IOException {
    if (!listening) {
      listening = true;
      pause.begin(rule.knob());
    } else {
      try {
        pause.await(Math.min(nanos, chain.deadline().left()));
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    fate().check();
  }

  private void stopListening() {
    if (listening) {
      listening = false;
      pause.end(rule.knob());
    }
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException interrupted = new InterruptedIOException("interrupted in a fault");
    interrupted.initCause(cause);
    return interrupted;
  }

  void close() {
    leave();
    fate().close();
  }

  /** Its fault is to strike it no more. */
  void leave() {
    if (wiring.killSwitch() != null) {
      wiring.killSwitch().leave(this);
    }
  }

  @Override
  public void triggered() {
    fate().end(wiring.killSwitch());
  }

  /** The fault's name around {@code inner}. */
  String around(Object inner) {
    return wiring.name() + "(" + inner + ")";
  }
}
