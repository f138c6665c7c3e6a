package io.trixter.netem.stream;

import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.RuleChain;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What both stream drivers do alike for a chain of rules: waiting, timing out and failing. Threads
 * operate one after the other, any thread may close the stream or trigger a kill switch.
 */
final class ChainDriver {
  final RuleChain chain;
  final Step step = new Step();
  private final Clock clock;
  private final Deadline deadline;
  private final Lifetime lifetime;
  private final Pause pause;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean startedDeadline;

  private ChainDriver(RuleChain chain, Stack stack, Deadline deadline) {
    this.chain = chain;
    this.deadline = deadline;
    clock = stack.clock();
    lifetime = stack.lifetime();
    pause = new Pause(clock);
    lifetime.add(pause);
  }

  static ChainDriver reading(List<Rules> rules, Stack stack) {
    return new ChainDriver(chain(rules, Rules::reading), stack, stack.deadline());
  }

  /** Writers ignore the read timeout. */
  static ChainDriver writing(List<Rules> rules, Stack stack) {
    return new ChainDriver(chain(rules, Rules::writing), stack, Deadline.NONE);
  }

  private static RuleChain chain(List<Rules> rules, Function<Rules, Rule> direction) {
    return new RuleChain(
        rules.stream()
            .map(direction)
            .filter(Objects::nonNull)
            .map(rule -> new RuleChain.Entry(rule, null))
            .toList(),
        true);
  }

  long now() {
    return clock.now();
  }

  /** Whether a call is to be handed on unchanged. */
  boolean passes() {
    return chain.isOff() && lifetime.isOpen();
  }

  /** Counts what a call that was handed on has moved; returns it. */
  int passed(int bytes) {
    passed((long) bytes);
    return bytes;
  }

  /** As {@link #passed(int)}. */
  void passed(long bytes) {
    if (bytes > 0) {
      chain.positions().passed(bytes);
    }
  }

  /** Begins to operate, when other threads have ended. */
  void enter() throws IOException {
    Pause.lock(lock);
    startedDeadline = deadline.start();
  }

  /** Ends what {@link #enter} began. */
  void exit() {
    if (startedDeadline) {
      deadline.stop();
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

  void begin(Op op, long wanted) {
    chain.begin(op, wanted, now());
  }

  /**
   * Waits until the chain lets something happen, which {@link #step} then says.
   *
   * @return whether it does; false once the operation is done
   */
  boolean next() throws IOException {
    try {
      while (chain.next(now(), step)) {
        if (step.kind() == Step.Kind.FAIL) {
          throw failure();
        } else if (step.kind() != Step.Kind.WAIT) {
          return true;
        }
        await();
      }
      return false;
    } finally {
      pause.stopListening();
    }
  }

  /** Ends the connection as the rule that fails wants, and returns what it fails with. */
  private IOException failure() {
    IOException failure = step.failure();
    KillSwitch killSwitch = chain.killSwitch();
    if (killSwitch == null) {
      killSwitch = new KillSwitch(false, first -> new IOException(first.getMessage(), first));
      killSwitch.trigger(failure);
    }
    lifetime.kill(killSwitch);
    return failure;
  }

  private void await() throws IOException {
    if (pause.listensTo(chain.waitingFor())) {
      if (step.untilSet() && deadline.left() == Long.MAX_VALUE) {
        pause.awaitWake(); // no time passes for what none ends
      } else {
        pause.await(Math.min(step.nanos(), deadline.left()));
      }
    }
    lifetime.check();
  }
}
