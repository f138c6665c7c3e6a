package io.trixter.netem;

import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.ModificationCount;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Step;
import java.net.ConnectException;
import java.net.SocketException;

/** The rules of a {@link ConnectFault} for one connection, which it strikes or does not. */
final class ConnectRules {
  private final ConnectFault fault;
  private final RandomSource source;
  private volatile boolean struck;

  ConnectRules(ConnectFault fault, RandomSource source) {
    this.fault = fault;
    this.source = source;
  }

  /** A rule of the opening, which decides. */
  private abstract class OpeningRule extends Rule {
    @Override
    public boolean isOff() {
      return fault.isOff(source);
    }

    @Override
    public void begin(Op op) {
      struck = fault.strikes(source);
      if (struck) {
        ModificationCount.increment(); // the other rules are on now
      }
    }
  }

  /** A rule of reads or writes, on if the connection was struck. */
  private abstract class StruckRule extends Rule {
    @Override
    public boolean isOff() {
      return !struck;
    }
  }

  /** The opening that strikes, and passes. */
  Rule striking() {
    return new OpeningRule() {};
  }

  /** The opening that fails. */
  Rule refusing() {
    return new OpeningRule() {
      @Override
      public void before(Op op, long wanted, long now, Step step) {
        if (struck) {
          step.fail(new ConnectException("Connection refused"));
        } else {
          step.move(wanted);
        }
      }
    };
  }

  /** The opening that takes as long as {@code delay} says. */
  Rule waiting(Knob delay) {
    return new OpeningRule() {
      private boolean asked;
      private long askedAt;

      @Override
      public void before(Op op, long wanted, long now, Step step) {
        if (!asked) {
          asked = true;
          askedAt = now;
        }
        long left = struck ? delay.get() - (now - askedAt) : 0;
        if (left > 0) {
          step.await(left);
        } else {
          step.move(wanted);
        }
      }

      @Override
      public Knob knob() {
        return delay;
      }
    };
  }

  /** The rule of one direction that finds the connection reset. */
  Rule resetting() {
    KillSwitch reset = new KillSwitch(true, first -> new SocketException(first.getMessage()));
    return new StruckRule() {
      @Override
      public void before(Op op, long wanted, long now, Step step) {
        reset.trigger(new SocketException("Connection reset"));
        step.fail(reset.failure());
      }

      @Override
      public KillSwitch killSwitch() {
        return reset;
      }
    };
  }

  /** The rule of one direction in which nothing comes and nothing arrives. */
  Rule hanging() {
    return new StruckRule() {
      @Override
      public void before(Op op, long wanted, long now, Step step) {
        if (op == Op.READ || op == Op.SKIP) {
          step.awaitKnob();
        } else {
          step.drop(wanted);
        }
      }

      @Override
      public long ready(long came, boolean sameBurst, long now) {
        return 0;
      }
    };
  }
}
