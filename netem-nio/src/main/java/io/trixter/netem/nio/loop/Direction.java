package io.trixter.netem.nio.loop;

import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.function.Supplier;

/** Which way an operation of a channel moves bytes. */
public enum Direction {
  /** From the peer. */
  READ("Reading", ReadPendingException::new),
  /** To the peer. */
  WRITE("Writing", WritePendingException::new);

  private final String doing;

  @SuppressWarnings("ImmutableEnumChecker") // a constructor's reference is immutable
  private final Supplier<IllegalStateException> pending;

  Direction(String doing, Supplier<IllegalStateException> pending) {
    this.doing = doing;
    this.pending = pending;
  }

  /** Fails unless {@code operation}, of this direction, could be claimed now. Any thread. */
  public void check(Operation<?> operation) {
    if (operation.isKilled()) {
      throw new IllegalStateException(doing + " not allowed after a timeout or cancellation");
    }
    if (operation.isClaimed()) {
      throw pending.get();
    }
  }

  /** Claims {@code operation}, of this direction, or fails as {@link #check} does. Any thread. */
  public void claim(Operation<?> operation) {
    check(operation);
    if (!operation.claim()) {
      throw pending.get();
    }
  }
}
