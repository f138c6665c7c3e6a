package io.trixter.netem.stream;

import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.Rules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The near end of a delay line. While the line is off and holds nothing a call is handed on
 * unchanged. Threads write one after the other, any may close.
 */
final class LineOutput extends EndingOutput {
  private final OutputStream inner;
  private final Object named;
  private final Rules rules;
  private final Line line;
  private final ReentrantLock busy = new ReentrantLock();

  /** Lets {@code line} hand things on to {@code inner}, which prints as {@code named}. */
  LineOutput(OutputStream inner, Object named, Rules rules, Line line) {
    this.inner = inner;
    this.named = named;
    this.rules = rules;
    this.line = line;
    line.connect(inner);
  }

  @Override
  public Stack stack() {
    return line.stack();
  }

  @Override
  public void write(int b) throws IOException {
    if (!line.passes()) {
      write(new byte[] {(byte) b}, 0, 1);
      return;
    }
    try {
      inner.write(b);
    } catch (IOException e) {
      failed(e);
    }
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    try {
      if (line.passes()) {
        inner.write(b, off, len);
      } else {
        put(ByteBuffer.wrap(b, off, len));
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void put(ByteBuffer src) throws IOException {
    Pause.lock(busy);
    try {
      line.check();
      line.put(src);
    } finally {
      busy.unlock();
    }
  }

  /** Returns at once: what the line hands on is flushed. */
  @Override
  public void flush() throws IOException {
    try {
      if (line.passes()) {
        inner.flush();
      } else {
        line.check();
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  @Override
  void end(End how) throws IOException {
    try {
      if (line.passes()) {
        EndingOutput.end(inner, how, line.below());
      } else {
        line.put(how);
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void failed(IOException thrown) throws IOException {
    Lifetime lifetime = stack().lifetime();
    if (!lifetime.isFinished()) {
      throw lifetime.explained(thrown);
    }
  }

  @Override
  public void close() throws IOException {
    stack().lifetime().close();
  }

  @Override
  public String toString() {
    return Wrapping.around(named, List.of(rules));
  }
}
