package io.trixter.netem.nio.driver;

import io.trixter.netem.nio.loop.PendingFuture;
import java.nio.ByteBuffer;

/**
 * The part of a caller's buffer that the inner channel may use. A future may be cancelled by any
 * thread while the inner channel has the buffer; it is then given a duplicate, so that nothing but
 * bytes under the future's lock ever reaches what is the caller's again. Reactor's thread.
 */
final class BorrowedBuffer {
  private ByteBuffer callers;
  private ByteBuffer lent;
  private int limit;

  /** Lends at most {@code most} bytes of {@code buffer}; {@code future} may be null. */
  ByteBuffer lend(ByteBuffer buffer, long most, PendingFuture<?> future) {
    callers = buffer;
    lent = future == null ? buffer : buffer.duplicate();
    limit = lent.limit();
    lent.limit((int) Math.min(limit, lent.position() + most));
    return lent;
  }

  /** Restores the caller's buffer; without effect if nothing is lent. */
  void giveBack(PendingFuture<?> future) {
    if (lent == callers && lent != null) {
      lent.limit(limit);
    } else if (lent != null && future != null && future.lockUnlessDone()) {
      try {
        callers.position(lent.position());
      } finally {
        future.unlock();
      }
    }
    callers = null;
    lent = null;
  }
}
