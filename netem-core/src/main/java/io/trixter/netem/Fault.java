package io.trixter.netem;

import io.trixter.netem.kernel.Origin;
import io.trixter.netem.kernel.Wiring;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Something that a bad network does to a connection: a knob that may be turned at any time, and
 * what goes with it. One fault may wrap any number of streams, sockets and channels; they share its
 * knob and its fate (one bucket, one queue, one trip wire). Faults built on the same knob share the
 * knob alone.
 *
 * <p>A fault that is off costs what it wraps one volatile read an operation. Every fault is safe
 * for any thread.
 */
public abstract sealed class Fault
    permits Corrupter,
        DelayedReader,
        DelayedWriter,
        Injector,
        Shutdowner,
        SlicedWriter,
        Terminator,
        ThrottledReader,
        ThrottledWriter {

  static {
    Wiring.install((fault, origin) -> ((Fault) fault).wired(origin));
  }

  private final AtomicLong wrapped = new AtomicLong();
  private final long seed;

  Fault() {
    this(Seed.ofRun());
  }

  Fault(long seed) {
    this.seed = seed;
  }

  private Wiring wired(Origin origin) {
    return wiring(origin != null ? origin : new Origin(seed, wrapped.getAndIncrement(), 0));
  }

  abstract Wiring wiring(Origin origin);
}
