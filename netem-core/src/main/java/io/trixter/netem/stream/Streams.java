package io.trixter.netem.stream;

import io.trixter.netem.kernel.Wiring;
import java.io.InputStream;
import java.io.OutputStream;

/** Puts one more layer around a stream; where the fault's direction passes, there is none. */
public final class Streams {
  private Streams() {}

  /** Wraps what is read. */
  public static InputStream wrap(InputStream inner, Wiring wiring) {
    if (wiring.reading() == null) {
      return inner;
    }
    Chain chain = chainOf(inner, reset -> inner.close());
    return new FaultInput(inner, Layer.reading(wiring, place(inner), chain));
  }

  /** Wraps what is written. */
  public static OutputStream wrap(OutputStream inner, Wiring wiring) {
    if (wiring.writing() == null) {
      return inner;
    }
    Chain chain = chainOf(inner, reset -> inner.close());
    return new FaultOutput(inner, Layer.writing(wiring, place(inner), chain));
  }

  /** The place of a further fault around {@code inner}, a stream or a socket, in its chain. */
  public static int place(Object inner) {
    return inner instanceof Chain.Member member ? member.nextPlace() : 0;
  }

  private static Chain chainOf(Object inner, Fate.Bottom bottom) {
    return inner instanceof Chain.Member member
        ? member.chain()
        : new Chain(clockOf(inner), Deadline.NONE, new Fate(bottom));
  }

  static Clock clockOf(Object bottom) {
    return bottom instanceof Clocked clocked ? clocked.clock() : SystemClock.INSTANCE;
  }
}
