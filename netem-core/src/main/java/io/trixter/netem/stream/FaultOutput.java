package io.trixter.netem.stream;

import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** The driver of a chain of rules for what is written to a stream. */
final class FaultOutput extends WrappedOutput {
  private final Lifetime lifetime;
  private final ChainDriver driver;

  /** Puts rules around {@code inner}, which prints as {@code named}. */
  FaultOutput(OutputStream inner, Object named, List<Rules> rules, Stack stack) {
    super(inner, named, rules, stack);
    lifetime = stack.lifetime();
    driver = ChainDriver.writing(rules, stack);
  }

  @Override
  boolean passes() {
    return driver.passes();
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
    int gone = 0;
    boolean done = false;
    try {
      while (driver.next()) {
        lifetime.check();
        switch (driver.step.kind()) {
          case EMIT -> emit(driver.step.data());
          case DROP -> gone += (int) driver.step.bytes();
          case END -> end(inner, driver.step.reset() ? End.RESET : End.CLOSE, stack);
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

  private void emit(ByteBuffer bytes) throws IOException {
    byte[] block = new byte[bytes.remaining()];
    bytes.get(block);
    inner.write(block);
    driver.chain.moved(block.length, 0, driver.now());
  }
}
