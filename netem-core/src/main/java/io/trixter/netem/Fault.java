package io.trixter.netem;

import io.trixter.netem.kernel.Knob;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rules;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A misbehaviour of a network, which a connection is to suffer: a knob that may be set at any time,
 * and what goes with it. One fault may wrap any number of streams, sockets and channels. Everything
 * wrapped by one fault shares its knob and its state: one token bucket, one queue of injected
 * blocks, one kill switch. Faults built on the same knob share only the knob.
 *
 * <p>Faults that are off cost an operation two volatile reads, however many of them wrap a stream
 * together. Every fault is safe for any thread.
 */
public abstract sealed class Fault
    permits Corrupter,
        DelayLine,
        DelayedReader,
        DelayedWriter,
        Injector,
        Shutdowner,
        SlicedWriter,
        Terminator,
        ThrottledReader,
        ThrottledWriter {

  static {
    Rules.install(
        new Rules.Maker() {
          @Override
          public RandomSource source(Object fault, String name) {
            return ((Fault) fault).source(name);
          }

          @Override
          public Rules rules(Object fault, RandomSource source) {
            return ((Fault) fault).rules(source);
          }

          @Override
          public Rules rules(Object fault, Knob knob, RandomSource source) {
            return ((Fault) fault).like(knob).rules(source);
          }
        });
  }

  private final AtomicLong wrapped = new AtomicLong();
  private final long seed;

  Fault() {
    this(Seed.ofRun());
  }

  Fault(long seed) {
    this.seed = seed;
  }

  private RandomSource source(String name) {
    return new RandomSource(seed, wrapped.getAndIncrement(), name);
  }

  abstract Rules rules(RandomSource source);

  /** Returns a fault of this class around {@code knob}, where the class can tell. */
  Fault like(Knob knob) {
    throw new UnsupportedOperationException(getClass().getSimpleName());
  }

  /**
   * Wraps what is read; where the fault lets reads pass, returns {@code in} itself. The result has
   * no marks; it is for one reading thread, and may be closed by any.
   *
   * <p>A read that waits for the fault ends with an {@link java.io.InterruptedIOException} when its
   * thread is interrupted, the flag restored, and with an {@link java.io.IOException} when the
   * stream is closed; bytes that were held then meet the next read.
   */
  public final InputStream wrap(InputStream in) {
    return Netem.wrap(in, this);
  }

  /**
   * Wraps what is written; where the fault lets writes pass, returns {@code out} itself. The result
   * is for one writing thread, and may be closed by any.
   *
   * <p>A write that waits for the fault ends with an {@link java.io.InterruptedIOException} when
   * its thread is interrupted, the flag restored, and with an {@link java.io.IOException} when the
   * stream is closed; of its bytes some may have been written.
   */
  public final OutputStream wrap(OutputStream out) {
    return Netem.wrap(out, this);
  }
}
