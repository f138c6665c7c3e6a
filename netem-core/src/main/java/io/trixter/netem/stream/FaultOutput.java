package io.trixter.netem.stream;

import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * The driver of what is written to a stream: while the rules are off a call is handed on unchanged.
 * Threads write one after the other, any may close.
 */
final class FaultOutput extends EndingOutput {
  private static final byte[] NOTHING = {};

  private final OutputStream inner;
  private final Object named;
  private final List<Rules> rules;
  private final Stack stack;
  private final Lifetime lifetime;
  private final ChainDriver driver;
  private End shutdown = End.HALF_CLOSE;

  /** Puts rules around {@code inner}, which prints as {@code named}. */
  FaultOutput(OutputStream inner, Object named, List<Rules> rules, Stack stack) {
    this.inner = inner;
    this.named = named;
    this.rules = rules;
    this.stack = stack;
    lifetime = stack.lifetime();
    driver = ChainDriver.writing(rules, stack);
  }

  @Override
  public Stack stack() {
    return stack;
  }

  @Override
  public void write(int b) throws IOException {
    if (!driver.passes()) {
      write(new byte[] {(byte) b}, 0, 1);
      return;
    }
    try {
      inner.write(b);
    } catch (IOException e) {
      throw lifetime.explained(e);
    }
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    run(Op.WRITE, b, off, len);
  }

  @Override
  public void flush() throws IOException {
    run(Op.FLUSH, NOTHING, 0, 0);
  }

  /** The end of the connection is to the rules what the half-close is. */
  @Override
  void end(End how) throws IOException {
    shutdown = how;
    run(Op.SHUTDOWN, NOTHING, 0, 0);
  }

  private void run(Op op, byte[] b, int off, int len) throws IOException {
    try {
      if (driver.passes()) {
        move(op, b, off, len);
        return;
      }
      driver.enter();
      try {
        lifetime.check();
        if (!lifetime.isFinished()) {
          carryOut(op, b, off, len);
        }
      } finally {
        driver.exit();
      }
    } catch (IOException e) {
      if (!lifetime.isFinished()) {
        throw lifetime.explained(e);
      }
    }
  }

  private void carryOut(Op op, byte[] b, int off, int len) throws IOException {
    driver.begin(op, len);
    int gone = 0;
    boolean done = false;
    try {
      while (driver.next()) {
        lifetime.check();
        switch (driver.step.kind()) {
          case EMIT -> emit(driver.step.data());
          case DROP -> gone += (int) driver.step.bytes();
          case END -> EndingOutput.end(inner, driver.step.reset() ? End.RESET : End.CLOSE, stack);
          default -> {
            int n = (int) Math.min(len - gone, driver.step.bytes());
            move(driver.chain.op(), b, off + gone, n);
            gone += n;
            driver.chain.moved(n, 0, driver.now());
          }
        }
      }
      done = true;
    } finally {
      if (!done) { // of a write that fails nothing counts as moved
        driver.chain.giveUp(null, driver.now());
      }
    }
  }

  private void move(Op op, byte[] b, int off, int len) throws IOException {
    if (op == Op.WRITE) {
      inner.write(b, off, len);
    } else if (op == Op.FLUSH) {
      inner.flush();
    } else {
      EndingOutput.end(inner, shutdown, stack);
    }
  }

  private void emit(ByteBuffer bytes) throws IOException {
    byte[] block = new byte[bytes.remaining()];
    bytes.get(block);
    inner.write(block);
    driver.chain.moved(block.length, 0, driver.now());
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
