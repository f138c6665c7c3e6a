package io.trixter.netem.stream;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The driver of what is read from a stream: while the rule is off a call is handed on unchanged.
 * Marking is not supported. Threads read one after the other, any may close.
 */
final class FaultInput extends InputStream implements Chain.Member {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int MOST_SKIPPED = 8 << 10;

  private final InputStream inner;
  private final Layer layer;
  private boolean moreCame; // was available after the read before: the burst goes on
  private ByteBuffer kept = NOTHING; // read, and held when its reader gave up
  private boolean keptOfBurst;

  FaultInput(InputStream inner, Layer layer) {
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
  public int read() throws IOException {
    if (passes()) {
      try {
        return told(inner.read());
      } catch (IOException e) {
        throw layer.fate().explained(e);
      }
    }
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    try {
      return passes() ? told(inner.read(b, off, len)) : obey(Op.READ, b, off, len);
    } catch (IOException e) {
      throw layer.fate().explained(e);
    }
  }

  /** Throws away what there is to read, as fast as the fault lets it come; draws no garbage. */
  @Override
  public long skip(long n) throws IOException {
    int len = (int) Math.min(n, MOST_SKIPPED);
    if (len <= 0) {
      return 0;
    }
    try {
      return passes() ? inner.skip(n) : Math.max(0, obey(Op.SKIP, new byte[len], 0, len));
    } catch (IOException e) {
      throw layer.fate().explained(e);
    }
  }

  private boolean passes() {
    return layer.passes() && !kept.hasRemaining();
  }

  /** A stream that was ended by a wire has no regular end. */
  private int told(int n) throws IOException {
    if (n < 0 && layer.fate().isTripped()) {
      layer.fate().check();
    }
    return n;
  }

  private int obey(Op op, byte[] b, int off, int len) throws IOException {
    if (len == 0) {
      layer.fate().check();
      return 0;
    }
    layer.enter();
    try {
      return kept.hasRemaining() ? readKept(b, off, len) : drive(op, b, off, len);
    } finally {
      layer.exit();
    }
  }

  private int drive(Op op, byte[] b, int off, int len) throws IOException {
    layer.rule.begin(op);
    int emitted = 0;
    while (emitted < len) {
      layer.ask(op, len - emitted);
      if (layer.step.kind() == Step.Kind.EMIT) {
        ByteBuffer bytes = layer.step.data();
        int n = Math.min(len - emitted, bytes.remaining());
        bytes.get(b, off + emitted, n);
        emitted += n;
      } else if (emitted > 0) {
        return emitted;
      } else {
        return readInner(op, b, off, (int) Math.min(len, layer.step.bytes()));
      }
    }
    return emitted;
  }

  private int readInner(Op op, byte[] b, int off, int len) throws IOException {
    int n = op == Op.SKIP ? (int) inner.skip(len) : told(inner.read(b, off, len));
    boolean sameBurst = moreCame;
    moreCame = n > 0 && hasMore();
    try {
      layer.hold(n, sameBurst);
    } catch (IOException gaveUp) {
      if (n > 0 && op == Op.READ) {
        kept = ByteBuffer.wrap(Arrays.copyOfRange(b, off, off + n));
        keptOfBurst = sameBurst;
      }
      throw gaveUp;
    }
    return n;
  }

  private boolean hasMore() {
    try {
      return inner.available() > 0;
    } catch (IOException e) {
      return false; // what has been read is the caller's all the same
    }
  }

  private int readKept(byte[] b, int off, int len) throws IOException {
    layer.fate().check();
    layer.hold(kept.remaining(), keptOfBurst);
    int n = Math.min(len, kept.remaining());
    kept.get(b, off, n);
    keptOfBurst = true;
    return n;
  }

  /** How many bytes can be read without waiting, for the peer or for the fault. */
  @Override
  public int available() throws IOException {
    try {
      return passes() ? inner.available() : ready();
    } catch (IOException e) {
      throw layer.fate().explained(e);
    }
  }

  private int ready() throws IOException {
    layer.fate().check();
    if (!layer.tryEnter()) {
      return 0; // what there is goes to the thread that reads
    }
    try {
      int n = kept.remaining();
      if (n > 0) {
        return layer.rule.after(Op.READ, n, keptOfBurst, layer.now()) > 0 ? 0 : n;
      }
      return (int) layer.rule.ready(inner.available(), moreCame, layer.now());
    } finally {
      layer.exit();
    }
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
