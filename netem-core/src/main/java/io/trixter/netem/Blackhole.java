package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.time.Duration;

/**
 * Swallows everything and answers nothing, like a firewall that drops packets. What is written
 * vanishes as if it had been sent, and so does the half-close. A read waits and takes nothing from
 * what is wrapped, so that a peer's window fills. A read that was in what is wrapped when the fault
 * was set on goes on there, and what it gets is held. What has vanished stays lost when the fault
 * is set off; what was not read, or is held, is read then.
 *
 * <p>A read that waits ends as any does: by its timeout ({@code SO_TIMEOUT}, or a channel's), an
 * interrupt, a close. {@link #Blackhole(Duration)} ends it too: reads then meet the end of the
 * stream, and the next write closes it, as a channel does by itself. A read that was in what is
 * wrapped still ends with what it gets there.
 *
 * <p>On from the start; {@link #set} sets it off and on. While it is off it still takes part in
 * each read, so that one under way can be held. Safe for any thread.
 */
public final class Blackhole extends Fault {
  private final Knob times = new Knob(1); // that it was set on; 0 while it is off
  private final long nanos; // Rule.NEVER for a hole without an end
  private long ordinal = 1;

  /** Swallows until it is set off. */
  public Blackhole() {
    nanos = Rule.NEVER;
  }

  /**
   * Swallows, and ends each stream, socket and channel {@code time} after the first operation that
   * it met there since it was set on; zero is at once.
   *
   * @throws IllegalArgumentException if {@code time} is out of {@link DynamicDuration}'s range
   */
  public Blackhole(Duration time) {
    nanos = new DynamicDuration(time).knob().get();
  }

  /** Sets it on or off. Without effect if it is so already; what has ended stays so. */
  public synchronized void set(boolean on) {
    if (on != (times.get() != 0)) {
      times.set(on ? ++ordinal : 0);
    }
  }

  @Override
  public Rules rules(RandomSource source) {
    Age age = new Age(times, nanos);
    return Rules.of("Blackhole").reading(new Reading(times, age)).writing(new Writing(times, age));
  }

  /** How long the fault has met one connection; both directions', so safe for any thread. */
  private static final class Age {
    private final Knob times;
    private final long nanos;
    private long begun; // the ordinal of the time that since is of
    private long since;

    Age(Knob times, long nanos) {
      this.times = times;
      this.nanos = nanos;
    }

    /** How long until the end, in nanoseconds; never while the fault is off. */
    synchronized long left(long now) {
      long time = times.get();
      if (time == 0 || nanos == Rule.NEVER) {
        return Rule.NEVER;
      }
      if (time != begun) {
        begun = time;
        since = now;
      }
      return Math.max(0, nanos - (now - since));
    }
  }

  private static final class Reading extends Rule {
    private final Knob times;
    private final Age age;

    Reading(Knob times, Age age) {
      this.times = times;
      this.age = age;
    }

    @Override
    public boolean isOff() {
      return false;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      long left = age.left(now);
      if (times.get() == 0 || wanted == 0) {
        step.move(wanted);
      } else if (left == 0) {
        step.end(false);
      } else if (left == NEVER) {
        step.awaitKnob();
      } else {
        step.await(left);
      }
    }

    @Override
    public long after(Op op, long moved, boolean sameBurst, long now) {
      if (times.get() == 0 || moved == 0) {
        return 0;
      }
      long left = age.left(now);
      return left == NEVER ? UNTIL_SET : left;
    }

    @Override
    public long ready(long came, boolean sameBurst, long now) {
      return times.get() == 0 ? came : 0;
    }

    @Override
    public Knob knob() {
      return times;
    }
  }

  private static final class Writing extends Rule {
    private final Knob times;
    private final Age age;

    Writing(Knob times, Age age) {
      this.times = times;
      this.age = age;
    }

    @Override
    public boolean isOff() {
      return times.get() == 0;
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (age.left(now) == 0) {
        step.end(false);
      } else if (times.get() == 0 || op == Op.FLUSH) {
        step.move(wanted);
      } else {
        step.drop(wanted);
      }
    }

    @Override
    public long dueIn(long now) {
      return age.left(now);
    }
  }
}
