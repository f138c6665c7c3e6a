package io.trixter.netem.stream;

import io.trixter.netem.kernel.CallersBytes;
import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** The driver of a chain of rules for what is written to a stream. */
final class FaultOutput extends WrappedOutput implements CallersBytes {
  private final Lifetime lifetime;
  private final ChainDriver driver;
  private byte[] callers; // of the write that is carried out
  private int next; // of its bytes
  private int end;

  /** Puts rules around {@code inner}, which prints as {@code named}. */
  FaultOutput(OutputStream inner, Object named, List<Rules> rules, Stack stack) {
    super(inner, named, rules, stack);
    lifetime = stack.lifetime();
    driver = ChainDriver.writing(rules, stack);
    driver.chain.show(this);
  }

  @Override
  boolean passes() {
    return driver.passes();
  }

  @Override
  void passed(int bytes) {
    driver.passed(bytes);
  }

  @Override
  void operate(Op op, byte[] b, int off, int len) throws IOException {
    driver.enter();
    try {
      lifetime.check();
      if (!lifetime.isFinished()) {
        carryOut(op, b, off, len);
      }
    } finally {
      driver.exit();
    }
  }

  private void carryOut(Op op, byte[] b, int off, int len) throws IOException {
    driver.begin(op, len);
    callers = b;
    next = off;
    end = off + len;
    boolean done = false;
    try {
      while (driver.next()) {
        lifetime.check();
        switch (driver.step.kind()) {
          case EMIT -> emit(driver.step.data());
          case DROP -> next += (int) driver.step.bytes();
          case END -> end(inner, driver.step.reset() ? End.RESET : End.CLOSE, stack);
          default -> {
            int n = (int) Math.min(end - next, driver.step.bytes());
            move(driver.chain.op(), b, next, n);
            next += n;
            driver.chain.moved(n, 0, driver.now());
          }
        }
      }
      done = true;
    } finally {
      callers = null;
      if (!done) { // of a write that fails nothing counts as moved
        driver.chain.giveUp(null, driver.now());
      }
    }
  }

  private void emit(ByteBuffer bytes) throws IOException {
    int n = bytes.remaining();
    int first = bytes.position();
    bytes.position(first + n); // whatever becomes of them: what has failed is not written again
    if (bytes.hasArray()) {
      inner.write(bytes.array(), bytes.arrayOffset() + first, n);
    } else {
      byte[] block = new byte[n];
      bytes.get(first, block);
      inner.write(block);
    }
    driver.chain.moved(n, 0, driver.now());
  }

  @Override
  public ByteBuffer lend() {
    return ByteBuffer.wrap(callers, next, end - next);
  }
}
