package io.trixter.netem.kernel;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The kill switch of a fault that ends connections: triggered once and for ever, it makes every
 * driver of the fault close what it wraps and fail each operation, the pending ones too. It may
 * trigger by itself after a time, which its drivers keep by {@link #expire}.
 *
 * <p>References its drivers weakly, so it keeps no dropped stream alive. Safe for any thread.
 */
public final class KillSwitch {
  /** A driver of the fault. */
  public interface Member {
    /**
     * Closes what is wrapped, because of {@code cause}. Called once for each switch, by the
     * triggering thread or by the one that joins, with no lock held.
     */
    void triggered(KillSwitch cause);

    /**
     * Calls {@link #expire} anew, because the time has been set. Called by the thread that set it,
     * with no lock held.
     */
    default void timeSet() {}
  }

  private final boolean resets;
  private final UnaryOperator<IOException> refresh;
  private Set<Member> members;
  private volatile IOException original;
  private long time = Rule.NEVER; // nanoseconds
  private Supplier<IOException> causeOfTime;
  private boolean started;
  private long startedAt;

  /**
   * A switch that is not triggered.
   *
   * @param resets whether the connection ends with a reset rather than a close
   * @param refresh makes the exception of one throw, with the original as its cause
   */
  public KillSwitch(boolean resets, UnaryOperator<IOException> refresh) {
    this.resets = resets;
    this.refresh = refresh;
  }

  /** Returns whether the peer is to see a reset. */
  public boolean resets() {
    return resets;
  }

  /** Returns whether it has been triggered. */
  public boolean isTriggered() {
    return original != null;
  }

  /** Returns an exception for one throw, whose cause is what the switch was triggered with. */
  public IOException failure() {
    return refresh.apply(original);
  }

  /**
   * Triggers the switch, on the first call; later ones change nothing.
   *
   * @return whether this call was the first
   */
  public boolean trigger(IOException cause) {
    List<Member> told;
    synchronized (this) {
      if (original != null) {
        return false;
      }
      original = cause;
      told = members == null ? List.of() : List.copyOf(members);
      members = null;
    }
    ModificationCount.increment();
    told.forEach(member -> member.triggered(this));
    return true;
  }

  /**
   * Sets after how long the switch triggers by itself, counted from when its first driver joined,
   * and tells the drivers.
   *
   * @param nanos nanoseconds; {@link Rule#NEVER} for never
   * @param cause makes what it is then triggered with
   */
  public void triggerAfter(long nanos, Supplier<IOException> cause) {
    List<Member> told;
    synchronized (this) {
      time = nanos;
      causeOfTime = cause;
      told = members == null ? List.of() : List.copyOf(members);
    }
    told.forEach(Member::timeSet);
  }

  /**
   * Triggers the switch if its time is over. Each driver calls this once it has joined, and again
   * when the time is over that it answers.
   *
   * @param now the driver's time, in nanoseconds
   * @return how long until then, in nanoseconds; {@link Rule#NEVER} where there is nothing to wait
   *     for
   */
  public long expire(long now) {
    Supplier<IOException> cause;
    synchronized (this) {
      if (!started) {
        started = true;
        startedAt = now;
      }
      long left = timeLeft(now);
      if (left > 0) {
        return left;
      }
      cause = causeOfTime;
    }
    trigger(cause.get());
    return Rule.NEVER;
  }

  /** Returns what {@link #expire} does, but 0 where that would trigger the switch. */
  public synchronized long timeLeft(long now) {
    return original != null || time == Rule.NEVER
        ? Rule.NEVER
        : Math.max(0, time - Math.max(0, now - startedAt));
  }

  /** Adds a driver; where the switch has been triggered already, tells it at once. */
  public void join(Member member) {
    synchronized (this) {
      if (original == null) {
        if (members == null) {
          members = Collections.newSetFromMap(new WeakHashMap<>(4));
        }
        members.add(member);
        return;
      }
    }
    member.triggered(this);
  }

  /** Removes a driver whose stream has been closed. */
  public synchronized void leave(Member member) {
    if (members != null) {
      members.remove(member);
    }
  }
}
