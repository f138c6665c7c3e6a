package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Drives the writes and the half-close of a fault. A write that was begun under the rule completes
 * when all of it has moved, in as many inner writes as that takes, so that chance is drawn once for
 * it. Confined as {@link Side} says.
 */
final class WriteSide extends Side {
  private final Op op;
  private ByteBuffer limited;
  private int limit;
  private ByteBuffer emission;
  private long total;
  private boolean acted;

  WriteSide(FaultChannel channel, Rule rule, Op op) {
    super(channel, rule);
    this.op = op;
  }

  @Override
  void begin() {
    total = 0;
    acted = false;
    rule.begin(op);
  }

  @Override
  long held() {
    return 0;
  }

  @Override
  void consult() {
    if (emission != null) {
      step.emit(emission);
    } else if (acted && wanted() == 0) {
      step.move(0);
    } else {
      rule.before(op, wanted(), reactor().now(), step);
    }
  }

  @Override
  void move(long bytes) {
    boolean first = !acted;
    acted = true;
    if (op == Op.SHUTDOWN && first) {
      shutdownInner();
    } else if (wanted() == 0) {
      done(total);
    } else {
      limited = current();
      limit = limited.limit();
      long wanted = wanted();
      limited.limit((int) Math.min(limit, limited.position() + bytes));
      if (bytes < wanted) {
        strike();
      }
      enter(limited);
    }
  }

  private void shutdownInner() {
    try {
      channel.inner().shutdownOutput();
      done(0);
    } catch (IOException | RuntimeException e) {
      fail(channel.explained(e));
    }
  }

  @Override
  void emit(ByteBuffer bytes) {
    emission = bytes;
    enter(bytes);
  }

  @Override
  void callInner(ByteBuffer buffer, long timeoutNanos) {
    channel.inner().write(buffer, timeoutNanos, TimeUnit.NANOSECONDS, null, this);
  }

  @Override
  void moved(int bytes) {
    if (emission != null) {
      if (!emission.hasRemaining()) {
        emission = null;
      }
      return;
    }
    restoreLimit();
    total += bytes;
    rule.after(op, bytes, false, reactor().now());
  }

  private void restoreLimit() {
    if (limited != null) {
      limited.limit(limit);
      limited = null;
    }
  }

  @Override
  protected void release() {
    restoreLimit();
    emission = null;
    super.release();
    channel.writeEnded();
  }
}
