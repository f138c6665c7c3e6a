package io.trixter.netem.kernel;

import java.util.List;

/**
 * A log to which the events of chance go when they are recorded, and from which they come when they
 * are replayed. Safe for any thread.
 */
public interface EventLog {
  /** Returns whether rules are to do what the log says instead of drawing. */
  boolean isReplaying();

  /** Records what chance has just done; of a log that replays, does nothing. */
  void add(FaultEvent event);

  /**
   * Returns what the rule of that place is to do again, by position and then in recorded order;
   * nothing where the log records.
   */
  List<FaultEvent> events(String owner, long connection, String direction, String fault);

  /** Hears that {@code event}, one of {@link #events}, has been done again. */
  void placed(FaultEvent event);
}
