package io.trixter.proxy;

import io.trixter.proxy.model.Direction;

/**
 * How many bytes the faults of a proxy hold: read from the sender, and not yet handed on to the
 * receiver's socket, because they are delayed, or wait for a rate, a slice or a pause.
 *
 * @param upstream those on their way to the server
 * @param downstream those on their way to the client
 */
public record HeldBytes(long upstream, long downstream) {
  /** Returns those of one direction. */
  public long of(Direction direction) {
    return direction == Direction.UPSTREAM ? upstream : downstream;
  }
}
