package io.trixter.proxy.relay;

import io.trixter.proxy.model.ConnectionKnobs;
import io.trixter.proxy.model.Direction;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The knobs of one connection. Most connections never have one set, so their knobs are created when
 * a caller first asks for them and are all off until then. Safe for any thread.
 */
public final class LazyKnobs {
  private static final ConnectionKnobs OFF =
      new ConnectionKnobs(); // never handed out, so never set
  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT =
          MethodHandles.lookup().findVarHandle(LazyKnobs.class, "current", ConnectionKnobs.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile ConnectionKnobs current; // null until started

  /** Starts with the values of {@code defaults} as they are now; later calls do nothing. */
  void start(ConnectionKnobs defaults) {
    if (current == null) {
      CURRENT.compareAndSet(this, null, defaults.isOff() ? OFF : defaults.copy());
    }
  }

  /** The knobs, to be set; creates them at the first call. Call {@link #start} before. */
  public ConnectionKnobs get() {
    if (current == OFF) {
      CURRENT.compareAndSet(this, OFF, new ConnectionKnobs());
    }
    return current;
  }

  /** Sets all knobs off; creates none. Call {@link #start} before. */
  void setOff() {
    ConnectionKnobs now = current;
    if (now != null && now != OFF) {
      now.setOff();
    }
  }

  /** Whether a knob of this direction is on; creates none. */
  public boolean isOn(Direction direction) {
    ConnectionKnobs now = current;
    return now != null && now != OFF && !now.of(direction).isOff();
  }

  /** Whether the connection has knobs of its own. */
  public boolean isCreated() {
    ConnectionKnobs now = current;
    return now != null && now != OFF;
  }
}
