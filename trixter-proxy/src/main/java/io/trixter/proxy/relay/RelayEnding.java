package io.trixter.proxy.relay;

import io.trixter.netem.kernel.End;
import io.trixter.netem.nio.loop.LoopSocketChannel;
import io.trixter.proxy.model.Direction;
import io.trixter.proxy.model.EndCause;

/**
 * How the two directions of a connection come to their ends, by their peers or by a fault: each
 * when its bytes have arrived, and the connection with the last. Confined to the relay's loop.
 */
final class RelayEnding {
  private final Relay relay;
  private Failures failures; // null while nothing has failed
  private FaultEnd faultEnd; // null while no fault ends it
  private boolean resetting;

  RelayEnding(Relay relay) {
    this.relay = relay;
  }

  /** {@code direction} has come to its end, and all that it carried has left. */
  void pumped(Direction direction) {
    relay.pump(direction).done();
    if (faultEnd != null) {
      if (direction == faultEnd.back()) {
        finish();
      }
    } else if (hasFailed(direction == Direction.UPSTREAM ? Relay.CLIENT : Relay.SERVER)) {
      resetArrived(direction);
    } else if (relay.pump(Direction.UPSTREAM).isDone()
        && relay.pump(Direction.DOWNSTREAM).isDone()
        && !resetting) {
      relay.end(EndCause.CLOSED, null);
    }
  }

  /**
   * {@code side} has failed, and takes no more: once both have, nobody is left to wait for. The
   * first failure is what the log tells.
   */
  void note(String side, Throwable thrown) {
    if (failures == null) {
      failures = new Failures();
    }
    failures.note(side, thrown);
    if (failures.areBoth()) {
      relay.end(EndCause.ERROR, failures.first());
    }
  }

  private boolean hasFailed(String side) {
    return failures != null && failures.has(side);
  }

  /**
   * Whether {@code side} is known to have reset the connection, though a read of it finds the end
   * of the stream: a write has used the error up.
   */
  boolean wasReset(String side) {
    return failures != null && failures.isReset(side);
  }

  /**
   * What {@code direction} writes to takes no more. What that side has sent is read to its end
   * before the other one hears of it.
   */
  void sinkFailed(Direction direction) {
    Direction back = direction.opposite();
    if (relay.pump(back).isDone()) {
      resetArrived(back);
    }
  }

  /**
   * The reset of what {@code direction} reads is due where it writes, when that has its bytes. That
   * may take as long as its peer likes, so the other side is closed before.
   */
  void resetArrived(Direction direction) {
    if (resetting || relay.isEnded()) {
      return;
    }
    resetting = true;
    try {
      relay.source(direction).reset();
      relay.pump(direction.opposite()).sinkClosed();
      relay
          .source(direction.opposite())
          .whenSent(() -> relay.end(EndCause.ERROR, failures == null ? null : failures.first()));
    } catch (OutOfMemoryError e) {
      relay.lackedMemory();
    }
  }

  /**
   * An end that is no half-close has passed all faults of {@code direction}: a peer's reset, or one
   * that a fault made.
   *
   * @param fault the name of that fault, or null
   */
  void endArrived(Direction direction, End end, String fault) {
    if (faultEnd != null) {
      finish();
    } else if (fault == null) {
      resetArrived(direction);
    } else if (!resetting && !relay.isEnded()) {
      endBy(new FaultEnd(fault, end == End.RESET, direction.opposite()));
    }
  }

  /**
   * A fault's end has reached its receiver, whose socket goes. What the receiver has sent still
   * passes the faults on its way, and the end behind it; then the sender's socket goes too.
   */
  private void endBy(FaultEnd by) {
    faultEnd = by;
    LoopSocketChannel receiver = relay.source(by.back());
    relay.pump(by.back().opposite()).dropRest();
    if (relay.pump(by.back()).isDone()) {
      finish();
    } else if (by.reset()) {
      receiver.whenSent(receiver::reset);
    } else {
      receiver.close();
    }
  }

  /** How a fault ends it, or null. */
  FaultEnd faultEnd() {
    return faultEnd;
  }

  private void finish() {
    relay.end(EndCause.FAULT, faultEnd.fault(), !faultEnd.reset());
  }
}
