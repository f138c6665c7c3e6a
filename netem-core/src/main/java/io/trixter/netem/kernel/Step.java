package io.trixter.netem.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A rule's answer to what may happen next. In {@link Rule#before} a rule calls one of {@link
 * #move}, {@link #moveAndFlush}, {@link #await}, {@link #awaitKnob}, {@link #emit}, {@link
 * #replace}, {@link #drop}, {@link #end} and {@link #fail}; the last call counts. {@link #content}
 * is what it may look at meanwhile. The other methods are the driver's, which reads the answer by
 * them. One object serves all questions of a driver, so that asking allocates nothing.
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
    /** Let {@link Step#data()} pass in place of as many bytes of the write. */
    REPLACE,
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

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private Kind kind = Kind.MOVE;
  private long amount;
  private boolean flush;
  private boolean untilSet;
  private ByteBuffer data;
  private IOException failure;
  private Frame asked; // while its rule may ask for content
  private CallersBytes callers;
  private ByteBuffer lent; // by the callers

  /** An answer that lets nothing pass yet. */
  public Step() {}

  /**
   * Answers {@link Kind#MOVE}: at most {@code bytes} of the bytes that are wanted may pass, at
   * least one, or the flush or half-close, of which 0 are. The rule hears of it by {@link
   * Rule#after}, and is asked again for the rest of a write.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public void move(long bytes) {
    amount = notNegative(bytes);
    kind = Kind.MOVE;
    flush = false;
  }

  private static long notNegative(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must be 0 or more (got " + bytes + ")");
    }
    return bytes;
  }

  /** Like {@link #move}, with a flush behind the bytes, so that they leave by themselves. */
  public void moveAndFlush(long bytes) {
    move(bytes);
    flush = true;
  }

  /**
   * Answers {@link Kind#WAIT}: the rule is asked again after {@code nanos} nanoseconds, or as soon
   * as its {@linkplain Rule#knob knob} is set. A timeout, an interrupt or a close ends the
   * operation all the same.
   *
   * @throws IllegalArgumentException if {@code nanos} is 0 or negative: the rule would be asked for
   *     ever
   */
  public void await(long nanos) {
    if (nanos <= 0) {
      throw new IllegalArgumentException("nanos must be above 0 (got " + nanos + ")");
    }
    kind = Kind.WAIT;
    amount = nanos;
    untilSet = false;
  }

  /** Like {@link #await}, for the knob alone: no time ends it. */
  public void awaitKnob() {
    await(Long.MAX_VALUE);
    untilSet = true;
  }

  /**
   * Answers {@link Kind#EMIT}: what {@code bytes} has remaining passes before the operation's own,
   * and then the rule is asked again. The driver consumes the buffer. Into a read as much goes as
   * there is room for; the read ends with it once the rule lets the operation move, and the rest
   * precedes the next read. The bytes are additional; use {@link #replace} to alter some.
   */
  public void emit(ByteBuffer bytes) {
    data = Objects.requireNonNull(bytes, "bytes");
    kind = Kind.EMIT;
  }

  /**
   * Answers {@link Kind#REPLACE}: {@code bytes} passes in place of the next bytes of the write, as
   * many as remain in it, at least one and no more than are wanted. To the rule this is a move:
   * {@link Rule#after} tells how many have passed, and {@link Rule#before} is asked anew for the
   * rest. What has not passed when the operation is given up never will. The buffer is the rule's
   * again when it is called next.
   */
  public void replace(ByteBuffer bytes) {
    data = Objects.requireNonNull(bytes, "bytes");
    kind = Kind.REPLACE;
  }

  /**
   * Answers {@link Kind#DROP}: at most {@code bytes} bytes of the write, at least one, vanish as if
   * they had moved; {@link Rule#after} is not told. Of a half-close, 0 makes it vanish. Reads
   * cannot be dropped.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public void drop(long bytes) {
    amount = notNegative(bytes);
    kind = Kind.DROP;
  }

  /**
   * Answers {@link Kind#END}: what has passed the rule still arrives, behind it the stream ends, as
   * a reset if {@code reset}, and with it the connection. A writer notices nothing; reads meet the
   * end of the stream or the reset. An end of reads that is no reset leaves the other direction as
   * it is.
   */
  public void end(boolean reset) {
    kind = Kind.END;
    amount = reset ? 1 : 0;
  }

  /**
   * Answers {@link Kind#FAIL}: the operation fails with {@code fresh}, an exception made for this
   * throw alone, and the connection is closed, or reset where {@link Rule#killSwitch} says so.
   */
  public void fail(IOException fresh) {
    failure = Objects.requireNonNull(fresh, "fresh");
    kind = Kind.FAIL;
  }

  /**
   * Returns the next bytes of the write for which {@link Rule#before} is being asked, to look at:
   * the caller's, or those that a rule further out emits. At least one if any are wanted, and
   * perhaps fewer than are wanted. They are there until the rule has answered; the buffer is
   * read-only, and its position is its reader's own.
   *
   * @throws IllegalStateException if no write is being asked for
   */
  public ByteBuffer content() {
    if (asked == null || asked.op != Op.WRITE) {
      throw new IllegalStateException("there is content only while a write is asked for");
    }
    if (asked.left == 0) {
      return NOTHING;
    }
    Frame emitting = asked.emitting();
    ByteBuffer source = emitting == null ? borrowed() : emitting.emission;
    ByteBuffer view = source.asReadOnlyBuffer();
    return view.limit((int) Math.min(view.limit(), view.position() + asked.left));
  }

  private ByteBuffer borrowed() {
    if (callers == null) {
      throw new IllegalStateException("the driver does not show content");
    }
    lent = lent == null ? callers.lend() : lent;
    return lent;
  }

  /** Lets the rule of {@code frame} ask for content. */
  void show(Frame frame, CallersBytes bytes) {
    asked = frame;
    callers = bytes;
  }

  /** Ends what {@link #show} began. */
  void hide() {
    if (lent != null) {
      lent = null;
      callers.giveBack();
    }
    asked = null;
    callers = null;
  }

  /** Returns which answer this is. */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns how many bytes may move or are dropped, at most; of {@link Kind#MOVE}, {@link
   * Kind#DROP}.
   */
  public long bytes() {
    return amount;
  }

  /** Returns whether a flush follows the bytes moved; of {@link Kind#MOVE}. */
  public boolean flush() {
    return flush;
  }

  /** Returns how long to wait, in nanoseconds; of {@link Kind#WAIT}. */
  public long nanos() {
    return amount;
  }

  /**
   * Returns whether no time ends the wait; of {@link Kind#WAIT}. {@link #nanos()} is then the
   * longest.
   */
  public boolean untilSet() {
    return untilSet;
  }

  /** Returns whether the stream ends with a reset; of {@link Kind#END}. */
  public boolean reset() {
    return amount != 0;
  }

  /**
   * Returns the bytes to let pass; of {@link Kind#EMIT}, {@link Kind#REPLACE}. Handed over once: a
   * second call returns null.
   */
  public ByteBuffer data() {
    ByteBuffer bytes = data;
    data = null;
    return bytes;
  }

  /**
   * Returns what to fail with; of {@link Kind#FAIL}. Handed over once: a second call returns null.
   */
  public IOException failure() {
    IOException fresh = failure;
    failure = null;
    return fresh;
  }
}
