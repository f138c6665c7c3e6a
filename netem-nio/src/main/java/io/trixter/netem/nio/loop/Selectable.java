package io.trixter.netem.nio.loop;

import java.nio.channels.SelectionKey;

/** What a selector reports on: the attachment of its key. Confined to the loop's thread. */
abstract class Selectable {
  SelectionKey key; // null until it is registered; replaced when the selector is
  int readyOps;
  Selectable nextClosing;
  Selectable nextUnended;
  boolean isUnended;

  /** Serves what is ready. */
  abstract void ready(int readyOps);

  /** Ends what an error thrown by {@link #ready} left half done. Called again if it throws. */
  abstract void failed(Throwable cause);
}
