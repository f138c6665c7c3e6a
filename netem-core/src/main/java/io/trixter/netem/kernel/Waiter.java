package io.trixter.netem.kernel;

/**
 * One who waits for a knob: a link of the knob's list, so that registering allocates nothing. A
 * waiter is in one list at a time.
 */
public abstract class Waiter {
  Waiter previous;
  Waiter next;
  boolean listed;

  /** For the drivers. */
  protected Waiter() {}

  /**
   * The knob was turned: ask the rule again. Called by the thread that turned it, with no lock
   * held; may come late, after the waiter has left the list.
   */
  public abstract void wake();
}
