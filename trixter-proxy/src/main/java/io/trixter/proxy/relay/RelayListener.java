package io.trixter.proxy.relay;

import io.trixter.proxy.model.EndCause;

/** Hears of the connections of a proxy. Called on their event loops, so it must not block. */
public interface RelayListener {
  /** Both sides of {@code relay} are open. */
  void opened(Relay relay);

  /**
   * {@code relay} has ended; called once for each, also for one that was never opened.
   *
   * @param detail why, for the log; null if the cause says all
   */
  void ended(Relay relay, EndCause cause, String detail);
}
