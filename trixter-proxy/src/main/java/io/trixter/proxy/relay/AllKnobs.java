package io.trixter.proxy.relay;

import io.trixter.proxy.model.ConnectionKnobs;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Sets the knobs of all connections of a proxy at once, those being opened included. Any thread; no
 * event loop waits for another's change.
 */
public final class AllKnobs {
  private final ConnectionKnobs defaults;
  private final Relays relays;
  private final ReentrantLock setting = new ReentrantLock(); // between changes; no loop takes it

  AllKnobs(ConnectionKnobs defaults, Relays relays) {
    this.defaults = defaults;
    this.relays = relays;
  }

  /** Returns what connections start with; live. */
  public ConnectionKnobs defaults() {
    return defaults;
  }

  /**
   * Applies {@code change} to the defaults and to all connections. No connection misses it: the
   * defaults come first, and a connection is registered before it starts with them, so one that is
   * not visited here has started with the new values.
   */
  public void setAll(Consumer<ConnectionKnobs> change) {
    change.accept(defaults.copy()); // a value that is refused here has set nothing
    setting.lock();
    try {
      change.accept(defaults);
      visit(knobs -> change.accept(knobs.get()));
    } finally {
      setting.unlock();
    }
  }

  /** Applies {@code change} to all connections. */
  public void setConnections(Consumer<ConnectionKnobs> change) {
    change.accept(new ConnectionKnobs()); // a value that is refused here has set nothing
    setting.lock();
    try {
      visit(knobs -> change.accept(knobs.get()));
    } finally {
      setting.unlock();
    }
  }

  /** Sets all knobs off: of the defaults and of all connections. Creates none. */
  public void setOff() {
    setting.lock();
    try {
      defaults.setOff();
      visit(LazyKnobs::setOff);
    } finally {
      setting.unlock();
    }
  }

  private void visit(Consumer<LazyKnobs> visitor) {
    relays.forEach(
        relay -> {
          relay.knobs().start(defaults);
          visitor.accept(relay.knobs());
        });
  }
}
