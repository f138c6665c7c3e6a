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
    if (inner instanceof FaultInput below) {
      Layer layer = below.layer();
      return new FaultInput(inner, wiring, layer.clock(), layer.deadline(), layer.fate);
    }
    Clock clock = clockOf(inner);
    return new FaultInput(inner, wiring, clock, Deadline.NONE, new Fate(reset -> inner.close()));
  }

  /** Wraps what is written. */
  public static OutputStream wrap(OutputStream inner, Wiring wiring) {
    if (wiring.writing() == null) {
      return inner;
    }
    if (inner instanceof FaultOutput below) {
      Layer layer = below.layer();
      return new FaultOutput(inner, wiring, layer.clock(), layer.fate);
    }
    return new FaultOutput(inner, wiring, clockOf(inner), new Fate(reset -> inner.close()));
  }

  /** The place of a further fault around {@code stream} in its chain. */
  public static int place(Object stream) {
    if (stream instanceof FaultInput in) {
      return in.layer().place() + 1;
    }
    return stream instanceof FaultOutput out ? out.layer().place() + 1 : 0;
  }

  static Clock clockOf(Object bottom) {
    return bottom instanceof Clocked clocked ? clocked.clock() : SystemClock.INSTANCE;
  }
}
