package io.trixter.netem.nio.loop;

import java.io.IOException;

/** Makes the poller of each loop of a group: which kind it makes is the engine. Any thread. */
public interface Pollers {
  /** Selectors of {@code java.nio}, which every JDK has. */
  Pollers SELECTORS = SelectorPoller::new;

  /**
   * Opens a poller for one more loop.
   *
   * @throws IOException if the system refuses one, for lack of descriptors or of memory
   */
  Poller open() throws IOException;
}
