package io.trixter.netem.stream;

import io.trixter.netem.kernel.Op;
import io.trixter.netem.kernel.Step;
import io.trixter.netem.kernel.Wiring;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The driver of what is read from a stream: while the rule is off a call is handed on unchanged.
 * Marking is not supported; what is skipped is read. One thread reads, any thread may close.
 */
final class FaultInput extends InputStream {
  private static final byte[] NOTHING = {};

  private final InputStream inner;
  private final Layer layer;
  private boolean moreCame; // was available after the read before: the burst goes on
  private byte[] kept = NOTHING; // read, and held when its reader gave up
  private boolean keptOfBurst;

  FaultInput(InputStream inner, Wiring wiring, Clock clock, Deadline deadline, Fate fate) {
    this.inner = inner;
    layer = new Layer(wiring, wiring.reading(), Streams.place(inner), clock, deadline, fate);
  }

  Layer layer() {
    return layer;
  }

  @Override
  public int read() throws IOException {
    if (passes()) {
      try {
        return told(inner.read());
      } catch (IOException e) {
        throw layer.fate.explained(e);
      }
    }
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    try {
      return passes() || len == 0 ? told(inner.read(b, off, len)) : timed(b, off, len);
    } catch (IOException e) {
      throw layer.fate.explained(e);
    }
  }

  private boolean passes() {
    return layer.rule.isOff() && kept.length == 0;
  }

  private int timed(byte[] b, int off, int len) throws IOException {
    layer.deadline().enter();
    try {
      return kept.length > 0 ? readKept(b, off, len) : drive(b, off, len);
    } finally {
      layer.deadline().exit();
    }
  }

  /** A stream that was ended by a wire has no regular end. */
  private int told(int n) throws IOException {
    if (n < 0 && layer.fate.isTripped()) {
      layer.fate.check();
    }
    return n;
  }

  private int drive(byte[] b, int off, int len) throws IOException {
    layer.rule.begin(Op.READ);
    int emitted = 0;
    while (true) {
      layer.ask(Op.READ, len - emitted);
      if (layer.step.kind() == Step.Kind.EMIT) {
        ByteBuffer bytes = layer.step.data();
        int n = Math.min(len - emitted, bytes.remaining());
        bytes.get(b, off + emitted, n);
        emitted += n;
      } else if (emitted > 0) {
        return emitted;
      } else {
        return readInner(b, off, (int) Math.min(len, layer.step.bytes()));
      }
    }
  }

  private int readInner(byte[] b, int off, int len) throws IOException {
    int n = told(inner.read(b, off, len));
    boolean sameBurst = moreCame;
    moreCame = n > 0 && inner.available() > 0;
    try {
      layer.hold(n, sameBurst);
    } catch (IOException gaveUp) {
      kept = n > 0 ? Arrays.copyOfRange(b, off, off + n) : NOTHING;
      keptOfBurst = sameBurst;
      throw gaveUp;
    }
    return n;
  }

  private int readKept(byte[] b, int off, int len) throws IOException {
    layer.fate.check();
    layer.hold(kept.length, keptOfBurst);
    int n = Math.min(len, kept.length);
    System.arraycopy(kept, 0, b, off, n);
    kept = n == kept.length ? NOTHING : Arrays.copyOfRange(kept, n, kept.length);
    keptOfBurst = true;
    return n;
  }

  /** How many bytes can be read without waiting, for the peer or for the fault. */
  @Override
  public int available() throws IOException {
    if (kept.length > 0) {
      return layer.rule.after(Op.READ, kept.length, keptOfBurst, layer.now()) > 0 ? 0 : kept.length;
    }
    int below = inner.available();
    return layer.rule.isOff() ? below : (int) layer.rule.ready(below, moreCame, layer.now());
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
