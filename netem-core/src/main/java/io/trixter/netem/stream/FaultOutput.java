package io.trixter.netem.stream;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.kernel.Wiring;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The driver of what is written to a stream: while the rule is off a call is handed on unchanged.
 * One thread writes, any thread may close.
 */
final class FaultOutput extends OutputStream implements HalfClosing {
  private static final byte[] NOTHING = {};

  private final OutputStream inner;
  private final Layer layer;

  FaultOutput(OutputStream inner, Wiring wiring, Clock clock, Fate fate) {
    this.inner = inner;
    layer = new Layer(wiring, wiring.writing(), Streams.place(inner), clock, Deadline.NONE, fate);
  }

  Layer layer() {
    return layer;
  }

  @Override
  public void write(int b) throws IOException {
    if (layer.rule.isOff()) {
      try {
        inner.write(b);
      } catch (IOException e) {
        throw layer.fate.explained(e);
      }
    } else {
      write(new byte[] {(byte) b}, 0, 1);
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
      if (!layer.rule.isOff()) {
        drive(op, b, off, len);
      } else if (op == Op.WRITE) {
        inner.write(b, off, len);
      }
      if (op == Op.FLUSH) {
        inner.flush();
      } else if (op == Op.SHUTDOWN) {
        HalfClosing.halfClose(inner);
      }
    } catch (IOException e) {
      throw layer.fate.explained(e);
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
      if (n > 0) {
        inner.write(b, off + written, n);
      }
      written += n;
      layer.rule.after(op, n, false, layer.now());
      if (flush) {
        inner.flush();
      }
      if (written == len) {
        return;
      }
    } while (true);
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
    return layer.name() + "(" + inner + ")";
  }
}
