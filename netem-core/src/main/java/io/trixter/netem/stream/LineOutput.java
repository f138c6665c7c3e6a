package io.trixter.netem.stream;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The near end of a delay line; the line passes while it is off and holds nothing. */
final class LineOutput extends WrappedOutput {
  private final Line line;
  private final ReentrantLock busy = new ReentrantLock();

  /** Lets {@code line} hand things on to {@code inner}. */
  LineOutput(OutputStream inner, Object named, Rules rules, Line line) {
    super(inner, named, List.of(rules), line.stack());
    this.line = line;
    line.connect(inner);
  }

  @Override
  boolean passes() {
    return line.passes();
  }

  /** A flush returns at once, because what the line hands on is flushed. */
  @Override
  void operate(Op op, byte[] b, int off, int len) throws IOException {
    Pause.lock(busy);
    try {
      line.check();
      if (op == Op.WRITE) {
        line.put(ByteBuffer.wrap(b, off, len));
      } else if (op == Op.SHUTDOWN) {
        line.put(ending);
      }
    } finally {
      busy.unlock();
    }
  }
}
