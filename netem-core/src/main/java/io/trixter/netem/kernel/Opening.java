package io.trixter.netem.kernel;

import java.net.SocketException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The opening of one connection: asks the opening rules of its faults with {@link Op#OPEN}, in
 * order, the first nearest the wire. Each is begun once, and asked until it lets the connection
 * pass ({@link Step.Kind#MOVE}) or refuses it ({@link Step.Kind#FAIL}). A rule that is off when its
 * turn comes is not asked.
 *
 * <p>A socket that connects asks until it may. One that is connected when it is wrapped asks once;
 * if it is to wait, its first operations do, each by a {@link #gate}.
 *
 * <p>No I/O, no threads, no clock. Safe for any thread.
 */
public final class Opening {
  private final List<Rule> rules;
  private final KillSwitch reset =
      new KillSwitch(true, first -> new SocketException("Connection reset"));
  private final ReentrantLock lock = new ReentrantLock();
  private int turn;
  private boolean begun;
  private volatile boolean open;

  private Opening(List<Rule> rules) {
    this.rules = rules;
  }

  /** Returns the opening of a connection that has {@code faults}; null where none has a say. */
  public static Opening of(List<Rules> faults) {
    List<Rule> rules = faults.stream().map(Rules::opening).filter(Objects::nonNull).toList();
    return rules.isEmpty() ? null : new Opening(rules);
  }

  /** Returns whether all rules have let the connection pass. */
  public boolean isOpen() {
    return open;
  }

  /**
   * Says what is to happen next.
   *
   * @return whether anything is, a {@link Step.Kind#WAIT} or a {@link Step.Kind#FAIL}; false once
   *     the connection may be made
   */
  public boolean next(long now, Step step) {
    lock.lock();
    try {
      return ask(now, step);
    } finally {
      lock.unlock();
    }
  }

  private boolean ask(long now, Step step) {
    for (; turn < rules.size(); turn++, begun = false) {
      Rule rule = rules.get(turn);
      if (!begun && rule.isOff()) {
        continue;
      }
      if (!begun) {
        begun = true;
        rule.begin(Op.OPEN);
      }
      rule.before(Op.OPEN, 0, now, step);
      if (step.kind() == Step.Kind.WAIT || step.kind() == Step.Kind.FAIL) {
        return true;
      }
    }
    open = true;
    return false;
  }

  /** Returns the knob that ends the wait early when set; null where there is none. */
  public Knob waitingFor() {
    lock.lock();
    try {
      return turn < rules.size() ? rules.get(turn).knob() : null;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses a connection that is made already; returns the switch, triggered, that resets it. */
  public KillSwitch refuse() {
    reset.trigger(new SocketException("Connection reset"));
    return reset;
  }

  /** Returns a rule for one direction that lets nothing pass before the connection is open. */
  public Rule gate() {
    return new Gate();
  }

  private final class Gate extends Rule {
    @Override
    public boolean isOff() {
      return open;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (!next(now, step)) {
        step.move(wanted);
      } else if (step.kind() == Step.Kind.FAIL) {
        step.fail(refuse().failure());
      }
    }

    @Override
    public Knob knob() {
      return waitingFor();
    }

    @Override
    public KillSwitch killSwitch() {
      return reset;
    }
  }
}
