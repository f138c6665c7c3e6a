package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.nio.loop.PendingFuture;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Drives the reads of a fault. A read that the rule limits or emits for completes with what it has:
 * fewer bytes than there is room for. Confined as {@link Side} says.
 */
final class ReadSide extends Side {
  private static final long BURST_GAP_NANOS = 1_000_000;
  private static final int NOTHING = -2;

  private long emitted;
  private int got = NOTHING;
  private boolean sameBurst;
  private boolean filled; // by the read before: the burst may go on

  ReadSide(FaultChannel channel, Rule rule) {
    super(channel, rule);
  }

  @Override
  void begin() {
    emitted = 0;
    got = NOTHING;
    rule.begin(Op.READ);
  }

  @Override
  long held() {
    return got == NOTHING ? 0 : rule.after(Op.READ, got, sameBurst, reactor().now());
  }

  @Override
  void consult() {
    long wanted = wanted();
    if (got != NOTHING || (emitted > 0 && wanted == 0)) {
      step.move(0);
    } else {
      rule.before(Op.READ, wanted, reactor().now(), step);
    }
  }

  @Override
  void move(long bytes) {
    if (got != NOTHING) {
      done(got);
    } else if (emitted > 0 || wanted() == 0) {
      done(emitted);
    } else {
      enter(loan.lend(current(), bytes, future()));
    }
  }

  @Override
  void emit(ByteBuffer bytes) {
    PendingFuture<?> future = future();
    if (future == null) {
      copy(bytes);
    } else if (future.lockUnlessDone()) {
      try {
        copy(bytes);
      } finally {
        future.unlock();
      }
    }
  }

  private void copy(ByteBuffer bytes) {
    ByteBuffer dst = current();
    int n = Math.min(dst.remaining(), bytes.remaining());
    dst.put(dst.position(), bytes, bytes.position(), n);
    dst.position(dst.position() + n);
    bytes.position(bytes.position() + n);
    emitted += n;
  }

  @Override
  void callInner(ByteBuffer buffer, long timeoutNanos) {
    channel.inner().read(buffer, timeoutNanos, TimeUnit.NANOSECONDS, null, this);
  }

  @Override
  void abandonInner(ReactorChannel inner) {
    inner.abandonRead();
  }

  @Override
  void moved(int bytes) {
    boolean quick = reactor().now() - begunAt() <= BURST_GAP_NANOS;
    sameBurst = filled && quick;
    filled = bytes > 0 && loan.isUsedUp();
    loan.giveBack(future());
    got = bytes;
  }
}
