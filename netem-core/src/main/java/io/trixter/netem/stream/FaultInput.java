package io.trixter.netem.stream;

import io.trixter.netem.kernel.CallersBytes;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.Rules;
import io.trixter.netem.kernel.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The driver of what is read from a stream: while the rules are off a call is handed on unchanged.
 * Marking is not supported. Threads read one after the other, any may close.
 */
final class FaultInput extends InputStream implements Stack.Member, CallersBytes {
  private static final int MOST_SKIPPED = 8 << 10;

  private final InputStream inner;
  private final Object named;
  private final List<Rules> rules;
  private final Stack stack;
  private final Lifetime lifetime;
  private final ChainDriver driver;
  private byte[] callers; // of the read that is carried out
  private int start; // of the room for it
  private int filled; // how much of it
  private Lookahead ahead; // null where nothing has been read ahead

  /** Puts rules around {@code inner}, which prints as {@code named}. */
  FaultInput(InputStream inner, Object named, List<Rules> rules, Stack stack) {
    this.inner = inner;
    this.named = named;
    this.rules = rules;
    this.stack = stack;
    lifetime = stack.lifetime();
    driver = ChainDriver.reading(rules, stack);
    driver.chain.show(this);
  }

  private boolean passes() {
    return driver.passes() && ahead == null;
  }

  @Override
  public Stack stack() {
    return stack;
  }

  @Override
  public int read() throws IOException {
    if (passes() && stack.deadline().isIdle()) {
      try {
        int b = checked(inner.read());
        driver.passed(b < 0 ? 0 : 1);
        return b;
      } catch (IOException e) {
        return failed(e);
      }
    }
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    try {
      return passes() ? driver.passed(readInner(b, off, len)) : operate(Op.READ, b, off, len);
    } catch (IOException e) {
      return failed(e);
    }
  }

  /** Throws away what there is to read, as fast as the faults let it come; draws no garbage. */
  @Override
  public long skip(long n) throws IOException {
    int len = (int) Math.min(n, MOST_SKIPPED);
    if (len <= 0) {
      return 0;
    }
    try {
      if (!passes()) {
        return Math.max(0, operate(Op.SKIP, new byte[len], 0, len));
      }
      long skipped = inner.skip(n);
      driver.passed(skipped);
      return skipped;
    } catch (IOException e) {
      return Math.max(0, failed(e));
    }
  }

  /** A stream that was closed or killed has no regular end. */
  private int checked(int n) throws IOException {
    if (n < 0) {
      lifetime.check();
    }
    return n;
  }

  private int failed(IOException thrown) throws IOException {
    if (lifetime.isFinished()) {
      return lifetime.finished();
    }
    throw lifetime.explained(thrown);
  }

  private int operate(Op op, byte[] b, int off, int len) throws IOException {
    lifetime.check();
    if (len == 0) {
      return 0;
    }
    driver.enter();
    try {
      lifetime.check();
      if (lifetime.isFinished()) {
        return lifetime.finished();
      }
      return carryOut(op, b, off, len);
    } finally {
      driver.exit();
    }
  }

  private int carryOut(Op op, byte[] b, int off, int len) throws IOException {
    if (ahead == null && driver.chain.positions().areDue()) {
      ahead = Lookahead.of(this::readInner);
      lifetime.check();
    }
    driver.begin(op, len);
    callers = b;
    start = off;
    filled = 0;
    boolean done = false;
    try {
      while (driver.next()) {
        if (driver.step.kind() == Step.Kind.END) {
          return end();
        }
        int room = (int) Math.min(len - filled, driver.step.bytes());
        int n =
            driver.step.kind() == Step.Kind.EMIT
                ? take(driver.step.data(), b, off + filled, len - filled)
                : move(op, b, off + filled, room);
        filled += Math.max(0, n);
        driver.chain.moved(n, n > 0 ? more() : 0, driver.now());
      }
      done = true;
      return (int) driver.chain.result();
    } finally {
      callers = null;
      if (!done) {
        boolean held = filled > 0 && op == Op.READ;
        ByteBuffer bytes = held ? ByteBuffer.wrap(Arrays.copyOfRange(b, off, off + filled)) : null;
        driver.chain.giveUp(bytes, driver.now());
      }
    }
  }

  @Override
  public void show(Rule rule) {
    rule.read(ByteBuffer.wrap(callers, start, filled).slice());
  }

  private static int take(ByteBuffer bytes, byte[] b, int off, int len) {
    int n = Math.min(len, bytes.remaining());
    bytes.get(b, off, n);
    return n;
  }

  private int move(Op op, byte[] b, int off, int len) throws IOException {
    if (ahead != null) {
      Lookahead first = ahead;
      ahead = null;
      int n = first.into(b, off);
      return n == 1 && len > 1 && inner.available() > 0 ? 1 + readMore(b, off + 1, len - 1) : n;
    }
    boolean skips = op == Op.SKIP && stack.deadline() == Deadline.NONE;
    return skips ? (int) inner.skip(len) : readInner(b, off, len);
  }

  private int readMore(byte[] b, int off, int len) throws IOException {
    return Math.max(0, readInner(b, off, len));
  }

  private int readInner(byte[] b, int off, int len) throws IOException {
    return checked(stack.deadline().read(inner, b, off, len));
  }

  private int more() {
    try {
      return inner.available();
    } catch (IOException e) {
      return 0; // what has been read is the caller's all the same
    }
  }

  private int end() throws IOException {
    if (driver.step.reset()) {
      lifetime.finish(true);
    }
    return lifetime.finished();
  }

  /** How many bytes can be read without waiting, for the peer or for a fault. */
  @Override
  public int available() throws IOException {
    try {
      return passes() ? inner.available() : ready();
    } catch (IOException e) {
      throw lifetime.explained(e);
    }
  }

  private int ready() throws IOException {
    lifetime.check();
    if (lifetime.isFinished() || !driver.tryEnter()) {
      return 0; // what there is goes to the thread that reads
    }
    try {
      return (int) driver.chain.ready(came(), driver.now());
    } finally {
      driver.exit();
    }
  }

  private int came() throws IOException {
    return inner.available() + (ahead != null && ahead.isByte() ? 1 : 0);
  }

  @Override
  public void close() throws IOException {
    lifetime.close();
  }

  @Override
  public String toString() {
    return Wrapping.around(named, rules);
  }
}
