package io.trixter.netem;

import io.trixter.netem.kernel.FaultNames;
import io.trixter.netem.kernel.RandomSource;
import io.trixter.netem.kernel.Rules;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A misbehaviour of a network that a connection suffers: a knob that may be set at any time, and
 * what it controls. One fault may wrap any number of streams, sockets and channels. Everything
 * wrapped by one fault shares its knob and its state: one token bucket, one queue of injected
 * blocks, one kill switch. Faults built on the same knob share only the knob.
 *
 * <p>Faults that are off cost an operation two volatile reads, however many of them wrap a stream
 * together. Every fault is safe for any thread.
 */
public abstract class Fault {
  private final AtomicLong wrapped = new AtomicLong();
  private final long seed;

  /** A fault whose chance comes from the seed of this run. */
  protected Fault() {
    this(Seed.ofRun());
  }

  /** A fault whose chance comes from {@code seed}, all 64 bits, where no factory has one. */
  protected Fault(long seed) {
    this.seed = seed;
  }

  /**
   * Makes the rules for one more stream, socket or channel. What they share, such as a knob, stands
   * in the fault; what each has for itself, such as a count, stands in the rule.
   *
   * @param source where their chance comes from; each draws with the direction that it acts on
   */
  public abstract Rules rules(RandomSource source);

  /**
   * Makes the rules for one more stream, whose chance comes from the fault's own seed and the
   * number of streams that it has wrapped.
   *
   * @param names those of the faults that the stream has already; gains this one's
   */
  public final Rules rules(FaultNames names) {
    Fault origin = origin();
    long connection = origin.wrapped.getAndIncrement();
    return rules(new RandomSource(origin.seed, connection, names.next(origin)));
  }

  /**
   * Makes the rules for one connection of a factory, by whose seed and count chance is drawn.
   *
   * @param names those of the faults that the connection has already; gains this one's
   */
  public final Rules rules(FaultNames names, Link link) {
    return rules(new RandomSource(link.seed(), link.ordinal(), names.next(origin())));
  }

  /** Returns the fault that names are made of and streams are counted by. */
  Fault origin() {
    return this;
  }

  /**
   * Returns this fault for what is read alone; writes pass. It shares this one's knobs and state. A
   * download that breaks off, over a socket whose requests arrive:
   *
   * <pre>{@code
   * Socket socket = Netem.wrap(plain, Truncator.closing(10_000).onlyReads());
   * }</pre>
   */
  public final Fault onlyReads() {
    return new OneWay(this, seed, Rules::readingAlone);
  }

  /** Returns this fault for what is written alone; reads pass. It shares this one's state. */
  public final Fault onlyWrites() {
    return new OneWay(this, seed, Rules::writingAlone);
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

  /**
   * Returns the name of the class. Draws come from this name, so one that overrides it says the
   * same for ever.
   */
  @Override
  public String toString() {
    String simple = getClass().getSimpleName(); // none of an anonymous class
    return simple.isEmpty() ? getClass().getName() : simple;
  }
}
