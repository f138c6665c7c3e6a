package io.trixter.netem.kernel;

/**
 * A waiter for a knob: itself a link of the knob's list, so that registering allocates nothing. A
 * waiter is in one list at a time.
 */
public abstract class Waiter {
  Waiter previous;
  Waiter next;
  boolean listed;

  /** For the drivers. */
  protected Waiter() {}

  /**
   * Asks the rule again, because the knob was set. Called by the thread that set it, with no lock
   * held; may come late, after the waiter has left the list.
   */
  public abstract void wake();
}
