package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.nio.loop.ReactorChannel;
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
      if (bytes < wanted()) {
        strike();
      }
      enter(loan.lend(current(), bytes, future()));
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
  void abandonInner(ReactorChannel inner) {
    inner.abandonWrite();
  }

  @Override
  void moved(int bytes) {
    if (emission != null) {
      if (!emission.hasRemaining()) {
        emission = null;
      }
      return;
    }
    loan.giveBack(future());
    total += bytes;
    rule.after(op, bytes, false, reactor().now());
  }

  /** A half-close has no handler: whoever waits for it hears why before the channel ends. */
  @Override
  void abort() {
    if (op == Op.SHUTDOWN) {
      channel.triggered();
    } else {
      super.abort();
    }
  }

  @Override
  protected void release() {
    emission = null;
    super.release();
    channel.writeEnded();
  }
}
