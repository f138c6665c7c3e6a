package io.trixter.netem.stream;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The driver of what is written to a stream: while the rule is off a call is handed on unchanged.
 * Threads write one after the other, any may close.
 */
final class FaultOutput extends OutputStream implements Chain.Member, HalfClosing {
  private static final byte[] NOTHING = {};

  private final OutputStream inner;
  private final Layer layer;

  FaultOutput(OutputStream inner, Layer layer) {
    this.inner = inner;
    this.layer = layer;
  }

  @Override
  public Chain chain() {
    return layer.chain();
  }

  @Override
  public int nextPlace() {
    return layer.place() + 1;
  }

  @Override
  public void write(int b) throws IOException {
    if (!layer.passes()) {
      write(new byte[] {(byte) b}, 0, 1);
      return;
    }
    try {
      inner.write(b);
    } catch (IOException e) {
      throw layer.fate().explained(e);
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

  @Override
  public void halfClose() throws IOException {
    run(Op.SHUTDOWN, NOTHING, 0, 0);
  }

  private void run(Op op, byte[] b, int off, int len) throws IOException {
    try {
      if (layer.passes()) {
        move(op, b, off, len);
        return;
      }
      layer.enter();
      try {
        drive(op, b, off, len);
      } finally {
        layer.exit();
      }
    } catch (IOException e) {
      throw layer.fate().explained(e);
    }
  }

  private void drive(Op op, byte[] b, int off, int len) throws IOException {
    layer.rule.begin(op);
    int written = 0;
    do {
      layer.ask(op, len - written);
      if (layer.step.kind() == Step.Kind.EMIT) {
        emit(layer.step.data());
        continue;
      }
      boolean flush = layer.step.flush();
      int n = (int) Math.min(len - written, layer.step.bytes());
      if (n > 0 || op != Op.WRITE) {
        moveAndTell(op, b, off + written, n);
      }
      written += n;
      if (flush) {
        inner.flush();
      }
      if (written == len) {
        return;
      }
    } while (true);
  }

  /** Of a write that fails nothing counts as moved. */
  private void moveAndTell(Op op, byte[] b, int off, int len) throws IOException {
    int moved = 0;
    try {
      move(op, b, off, len);
      moved = len;
    } finally {
      layer.rule.after(op, moved, false, layer.now());
    }
  }

  private void move(Op op, byte[] b, int off, int len) throws IOException {
    if (op == Op.WRITE) {
      inner.write(b, off, len);
    } else if (op == Op.FLUSH) {
      inner.flush();
    } else {
      HalfClosing.halfClose(inner);
    }
  }

  private void emit(ByteBuffer bytes) throws IOException {
    byte[] block = new byte[bytes.remaining()];
    bytes.get(block);
    inner.write(block);
  }

  @Override
  public void close() throws IOException {
    layer.close();
    inner.close();
  }

  @Override
  public String toString() {
    return layer.around(inner);
  }
}
