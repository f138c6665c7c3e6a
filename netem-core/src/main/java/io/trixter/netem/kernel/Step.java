package io.trixter.netem.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An answer of a rule to what may happen next: one mutable object for each driver, filled anew by
 * every {@link Rule#before}, so that asking allocates nothing.
 *
 * <p>Confined to the driver that owns it.
 */
public final class Step {
  /** What may happen next. */
  public enum Kind {
    /** Let at most {@link Step#bytes()} bytes pass, then flush if {@link Step#flush()}. */
    MOVE,
    /** Ask again after {@link Step#nanos()}, or when the rule's knob is set. */
    WAIT,
    /** Let {@link Step#data()} pass before the caller's bytes, then ask again. */
    EMIT,
    /** Throw {@link Step#bytes()} of the caller's bytes away, as if they had moved. */
    DROP,
    /**
     * End the stream behind what has passed, with a reset if {@link Step#reset()}. What the caller
     * writes from now on is thrown away; what it reads is the end.
     */
    END,
    /** End the operation and the connection at once, with {@link Step#failure()}. */
    FAIL
  }

  private Kind kind = Kind.MOVE;
  private long amount;
  private boolean flush;
  private ByteBuffer data;
  private IOException failure;

  /** An answer that lets nothing pass yet. */
  public Step() {}

  /** Answers {@link Kind#MOVE} of at most {@code bytes} bytes. */
  public void move(long bytes) {
    kind = Kind.MOVE;
    amount = bytes;
    flush = false;
  }

  /** Answers {@link Kind#MOVE} of at most {@code bytes} bytes with a flush behind them. */
  public void moveAndFlush(long bytes) {
    move(bytes);
    flush = true;
  }

  /** Answers {@link Kind#WAIT} for {@code nanos} nanoseconds, which must be positive. */
  public void await(long nanos) {
    kind = Kind.WAIT;
    amount = nanos;
  }

  /** Answers {@link Kind#EMIT} of what {@code bytes} has remaining; the driver consumes it. */
  public void emit(ByteBuffer bytes) {
    kind = Kind.EMIT;
    data = bytes;
  }

  /** Answers {@link Kind#DROP} of at most {@code bytes} bytes. */
  public void drop(long bytes) {
    kind = Kind.DROP;
    amount = bytes;
  }

  /** Answers {@link Kind#END}, with a reset rather than an end of stream if {@code reset}. */
  public void end(boolean reset) {
    kind = Kind.END;
    amount = reset ? 1 : 0;
  }

  /** Answers {@link Kind#FAIL} with an exception made for this throw alone. */
  public void fail(IOException fresh) {
    kind = Kind.FAIL;
    failure = fresh;
  }

  /** Which answer this is. */
  public Kind kind() {
    return kind;
  }

  /** How many bytes may move or are dropped, at most; of {@link Kind#MOVE}, {@link Kind#DROP}. */
  public long bytes() {
    return amount;
  }

  /** Whether a flush follows the bytes moved; of {@link Kind#MOVE}. */
  public boolean flush() {
    return flush;
  }

  /** How long to wait, in nanoseconds; of {@link Kind#WAIT}. */
  public long nanos() {
    return amount;
  }

  /** Whether the stream ends with a reset; of {@link Kind#END}. */
  public boolean reset() {
    return amount != 0;
  }

  /** The bytes to emit; of {@link Kind#EMIT}. Handed over once: a second call returns null. */
  public ByteBuffer data() {
    ByteBuffer bytes = data;
    data = null;
    return bytes;
  }

  /** What to fail with; of {@link Kind#FAIL}. Handed over once: a second call returns null. */
  public IOException failure() {
    IOException fresh = failure;
    failure = null;
    return fresh;
  }
}
