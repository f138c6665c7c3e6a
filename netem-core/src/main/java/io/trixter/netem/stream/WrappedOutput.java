package io.trixter.netem.stream;

import io.trixter.netem.kernel.End;
import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Rules;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;

/**
 * An output with faults around it, which can end its direction, or the connection, behind what has
 * been written. While the faults are off a call is handed on unchanged. Threads write one after the
 * other, any may close.
 */
abstract class WrappedOutput extends OutputStream implements Stack.Member {
  private static final byte[] NOTHING = {};

  final OutputStream inner;
  final Stack stack;
  private final Object named;
  private final List<Rules> rules;
  End ending = End.HALF_CLOSE;

  /** Puts rules around {@code inner}, which prints as {@code named}. */
  WrappedOutput(OutputStream inner, Object named, List<Rules> rules, Stack stack) {
    this.inner = inner;
    this.named = named;
    this.rules = rules;
    this.stack = stack;
  }

  /** Whether a call is to be handed on unchanged. */
  abstract boolean passes();

  /** Counts bytes that were handed on unchanged. */
  void passed(int bytes) {}

  /** Carries out an operation that is not to be handed on unchanged. */
  abstract void operate(Op op, byte[] b, int off, int len) throws IOException;

  @Override
  public final Stack stack() {
    return stack;
  }

  @Override
  public final void write(int b) throws IOException {
    if (!passes()) {
      run(Op.WRITE, new byte[] {(byte) b}, 0, 1);
      return;
    }
    try {
      inner.write(b);
      passed(1);
    } catch (IOException e) {
      failed(e);
    }
  }

  @Override
  public final void write(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    run(Op.WRITE, b, off, len);
  }

  @Override
  public final void flush() throws IOException {
    run(Op.FLUSH, NOTHING, 0, 0);
  }

  /** Ends as {@code how} says; to rules, an end of the connection is what the half-close is. */
  final void end(End how) throws IOException {
    ending = how;
    run(Op.SHUTDOWN, NOTHING, 0, 0);
  }

  private void run(Op op, byte[] b, int off, int len) throws IOException {
    try {
      if (passes()) {
        move(op, b, off, len);
        passed(len);
      } else {
        operate(op, b, off, len);
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void failed(IOException thrown) throws IOException {
    if (!stack.lifetime().isFinished()) {
      throw stack.lifetime().explained(thrown);
    }
  }

  /** Hands an operation on. */
  final void move(Op op, byte[] b, int off, int len) throws IOException {
    if (op == Op.WRITE) {
      inner.write(b, off, len);
    } else if (op == Op.FLUSH) {
      inner.flush();
    } else {
      end(inner, ending, stack);
    }
  }

  /** Ends {@code out}, on top of which {@code stack} stands. */
  static void end(OutputStream out, End how, Stack stack) throws IOException {
    if (out instanceof WrappedOutput wrapped) {
      wrapped.end(how);
    } else if (how == End.HALF_CLOSE) {
      stack.lifetime().bottom().halfClose(out);
    } else {
      stack.lifetime().finish(how == End.RESET);
    }
  }

  @Override
  public final void close() throws IOException {
    stack.lifetime().close();
  }

  @Override
  public final String toString() {
    return Wrapping.around(named, rules);
  }
}
