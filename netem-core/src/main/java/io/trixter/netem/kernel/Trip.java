package io.trixter.netem.kernel;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The trip wire of a fault that ends connections: pulled once and for ever, it makes every driver
 * of the fault close what it wraps and fail each operation, the pending ones too.
 *
 * <p>Knows its drivers weakly, so it keeps no dropped stream alive. Safe for any thread.
 */
public final class Trip {
  /** A driver of the fault. */
  public interface Member {
    /**
     * The wire was pulled: close what is wrapped. Called once, by the pulling thread, with no lock
     * held; may be called by a thread that is just joining.
     */
    void tripped();
  }

  private final boolean resets;
  private final UnaryOperator<IOException> refresh;
  private final ReentrantLock lock = new ReentrantLock();
  private Set<Member> members;
  private volatile IOException original;

  /**
   * A wire not yet pulled.
   *
   * @param resets whether the connection ends with a reset rather than a close
   * @param refresh makes the exception of one throw, with the original as its cause
   */
  public Trip(boolean resets, UnaryOperator<IOException> refresh) {
    this.resets = resets;
    this.refresh = refresh;
  }

  /** Whether the peer is to see a reset. */
  public boolean resets() {
    return resets;
  }

  /** Whether the wire has been pulled. */
  public boolean isPulled() {
    return original != null;
  }

  /** An exception for one throw, with what the wire was pulled for as its cause. */
  public IOException failure() {
    return refresh.apply(original);
  }

  /**
   * Pulls the wire, on the first call; later ones change nothing.
   *
   * @return whether this call was the first
   */
  public boolean pull(IOException cause) {
    List<Member> struck;
    lock.lock();
    try {
      if (original != null) {
        return false;
      }
      original = cause;
      struck = members == null ? List.of() : List.copyOf(members);
      members = null;
    } finally {
      lock.unlock();
    }
    Turns.add();
    struck.forEach(Member::tripped);
    return true;
  }

  /** Adds a driver; where the wire has been pulled already, it is struck at once. */
  public void join(Member member) {
    lock.lock();
    try {
      if (original == null) {
        if (members == null) {
          members = Collections.newSetFromMap(new WeakHashMap<>(4));
        }
        members.add(member);
        return;
      }
    } finally {
      lock.unlock();
    }
    member.tripped();
  }

  /** Lets a driver go whose stream has been closed. */
  public void leave(Member member) {
    lock.lock();
    try {
      if (members != null) {
        members.remove(member);
      }
    } finally {
      lock.unlock();
    }
  }
}
