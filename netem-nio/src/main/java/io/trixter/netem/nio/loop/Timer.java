package io.trixter.netem.nio.loop;

/**
 * A task with a deadline: a node of its reactor's heap, armed and disarmed any number of times
 * without allocating. Confined to the reactor's thread.
 */
public abstract class Timer {
  static final int DISARMED = -1;

  long deadline;
  long order;
  int index = DISARMED;

  /** A timer that is not armed. */
  protected Timer() {}

  /** The time has come: never early. Called on the reactor's thread, disarmed already. */
  protected abstract void fired();

  /**
   * Ends what the timer was for, after {@link #fired} threw {@code error}. Called on the reactor's
   * thread; does nothing unless overridden.
   */
  protected void firingFailed(Throwable error) {}

  /** Whether it is waiting for its time. */
  public final boolean isArmed() {
    return index != DISARMED;
  }
}
