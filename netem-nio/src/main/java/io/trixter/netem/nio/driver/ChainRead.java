package io.trixter.netem.nio.driver;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.RuleChain;
import io.trixter.netem.nio.loop.Direction;
import io.trixter.netem.nio.loop.ReactorChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.InterruptedByTimeoutException;

/**
 * The reads of a channel. One that the rules limit or emit for completes with what it has: fewer
 * bytes than there is room for. Confined as {@link ChainOperation} says.
 */
final class ChainRead extends ChainOperation {
  private final ReactorChannel inner;
  private final ByteBuffer one = ByteBuffer.allocate(1);
  private boolean looking; // for a byte or the end, before the operation of the chain begins
  private boolean ahead; // it has come
  private int aheadResult;
  private Throwable aheadFailure;
  private long seen; // of what was read; the rest has passed without a question
  private int[] starts = {0}; // where each of the caller's buffers stood

  ChainRead(FaultChannel channel, ReactorChannel inner, RuleChain chain) {
    super(channel, chain);
    this.inner = inner;
    chain.show(this);
  }

  /** How many bytes have been handed on since the connection opened. Reactor's thread. */
  long moved() {
    if (!isActive()) {
      countPassed();
    }
    return chain.positions().ofCaller();
  }

  private void countPassed() {
    chain.positions().passed(inner.moved(Direction.READ) - seen);
    seen = inner.moved(Direction.READ);
  }

  @Override
  void begin(long now) {
    countPassed();
    if (starts.length < buffers()) {
      starts = new int[buffers()];
    }
    for (int i = 0; i < buffers(); i++) {
      starts[i] = buffer(i).position();
    }
    looking = !ahead && chain.positions().areDue();
    if (!looking) {
      chain.begin(Op.READ, remaining(), now);
    }
  }

  @Override
  boolean looksAhead() {
    if (looking) {
      enter(one.clear());
    }
    return looking;
  }

  @Override
  boolean hasLookedAhead(int result, Throwable thrown) {
    boolean looked = looking && !(thrown instanceof InterruptedByTimeoutException);
    if (looked) {
      looking = false;
      ahead = true;
      aheadResult = result;
      aheadFailure = thrown;
      chain.begin(Op.READ, remaining(), reactor().now());
    }
    return looked;
  }

  /** Whether a read may be handed on unchanged. */
  boolean passes() {
    return chain.isOff() && !ahead;
  }

  /** Whether a read has something to hand on at once. Reactor's thread. */
  boolean hasAhead() {
    return ahead;
  }

  @Override
  void move(long bytes) {
    if (!ahead) {
      super.move(bytes);
      return;
    }
    ahead = false;
    if (aheadFailure != null) {
      fail(aheadFailure);
      return;
    }
    if (aheadResult > 0) {
      withBuffers(() -> current().put(one.get(0)));
    }
    chain.moved(aheadResult, UNKNOWN, reactor().now());
  }

  /** How many buffers the caller has given. */
  private int buffers() {
    return several() == null ? 1 : several().length;
  }

  private ByteBuffer buffer(int ordinal) {
    return several() == null ? current() : several()[ordinal];
  }

  /** Shows what each of the buffers got, unless they are the caller's again. */
  @Override
  public void show(Rule rule) {
    withBuffers(() -> showBuffers(rule));
  }

  private void showBuffers(Rule rule) {
    for (int i = 0; i < buffers(); i++) {
      ByteBuffer got = buffer(i);
      int bytes = got.position() - starts[i];
      if (bytes > 0) {
        rule.read(got.slice(starts[i], bytes));
      }
    }
  }

  @Override
  void emit(ByteBuffer bytes) {
    withBuffers(() -> copy(bytes));
  }

  private void copy(ByteBuffer bytes) {
    ByteBuffer dst = current();
    int n = Math.min(dst.remaining(), bytes.remaining());
    dst.put(dst.position(), bytes, bytes.position(), n);
    dst.position(dst.position() + n);
    bytes.position(bytes.position() + n);
    chain.moved(n, UNKNOWN, reactor().now());
  }

  @Override
  void drop(long bytes) {
    throw new IllegalStateException("what is read is not dropped");
  }

  @Override
  void end(boolean reset) {
    if (reset) {
      fail(new IOException("Connection reset"));
      channel.reset();
    } else {
      completeMoved(-1);
    }
  }

  @Override
  void callNext(ByteBuffer buffer, long nanos) {
    inner.start(Direction.READ, buffer, null, nanos, null, this);
  }

  @Override
  protected void release() {
    looking = false;
    seen = inner.moved(Direction.READ); // the chain has counted it
    super.release();
  }

  @Override
  void abandonNext() {
    inner.abandon(Direction.READ);
  }
}
