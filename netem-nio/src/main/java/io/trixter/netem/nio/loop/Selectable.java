package io.trixter.netem.nio.loop;

/** What a poller reports on. Confined to the loop's thread. */
public abstract class Selectable {
  int readyOps;
  Selectable nextUnended;
  boolean isUnended;

  /** One that is not ready. */
  protected Selectable() {}

  /**
   * Serves what is ready.
   *
   * @param readyOps as in {@link java.nio.channels.SelectionKey}
   */
  protected abstract void ready(int readyOps);

  /** Ends what an error thrown by {@link #ready} left half done. Called again if it throws. */
  protected abstract void failed(Throwable cause);
}
