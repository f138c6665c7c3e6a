package io.trixter.netem.kernel;

import java.nio.ByteBuffer;

/**
 * What a fault does to one direction of one stream, socket or channel: it is asked before bytes
 * move, and hears afterwards what moved. The package's documentation has a whole one. A fault makes
 * one for each direction of each connection, so its fields are that connection's.
 *
 * <p>For each operation of the caller a driver calls:
 *
 * <ol>
 *   <li>{@link #isOff()}; while it is true the operation passes unchanged and nothing below is
 *       called;
 *   <li>{@link #begin} once: here, and only here, chance is drawn for the operation;
 *   <li>{@link #before} until it answers {@link Step.Kind#MOVE} or fails, and again for what a
 *       partial move left over;
 *   <li>{@link #read} with the bytes of a read that got any;
 *   <li>{@link #after} once bytes moved, and of a read again after each hold that it asks for.
 * </ol>
 *
 * <p>A rule does no I/O, starts no thread, never blocks and reads no clock: {@code now} is the
 * driver's, in nanoseconds from any origin, may wrap around and never goes back; compare times by
 * their difference. Calls of one rule are made by one thread at a time, so its fields need no lock.
 * What rules share (a knob, a token bucket, a kill switch) has to be safe for any thread. What a
 * rule throws ends the operation.
 */
public abstract class Rule {
  /** What {@link #dueIn} answers of a rule that acts on operations alone. */
  public static final long NEVER = Long.MAX_VALUE;

  /** What {@link #after} answers to hold bytes until the rule's knob is set, however long. */
  public static final long UNTIL_SET = Long.MIN_VALUE;

  private static final ClassValue<Boolean> LOOKS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          try {
            return type.getMethod("read", ByteBuffer.class).getDeclaringClass() != Rule.class;
          } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
          }
        }
      };

  final boolean looks = LOOKS.get(getClass()); // at what is read; others cost no buffer
  Frame frame; // its place in a chain; null where it has none

  /** A rule for one stream in one direction. */
  protected Rule() {}

  /**
   * Returns whether the fault would change nothing now. Called before each operation, by any
   * thread; reads a knob or a constant. What makes it false has to be the setting of a {@link Knob}
   * or the trigger of a {@link KillSwitch}, because drivers remember the answer until the next of
   * those.
   */
  public abstract boolean isOff();

  /**
   * Starts an operation of the caller, or the rest of one that is on its way when the rule is
   * added. Draws whatever chance has to decide about it.
   */
  public void begin(Op op) {}

  /**
   * Says what may happen next, by one call of a method of {@code step}: a {@linkplain Step#move
   * move}, a {@linkplain Step#await wait}, or what else {@link Step} has. Lets everything pass
   * unless overridden. Operations that a rule does not mean to touch it answers with {@code
   * step.move(wanted)}.
   *
   * @param op the operation that was begun
   * @param wanted how many bytes the caller would still have moved; 0 for a flush or a half-close
   * @param now the driver's time, in nanoseconds
   * @param step receives the answer; while a write is asked for, {@link Step#content()} shows its
   *     next bytes
   */
  public void before(Op op, long wanted, long now, Step step) {
    step.move(wanted);
  }

  /**
   * Sees what a read got, and may alter it in place. Each byte is shown once, in order, after the
   * rules nearer the wire have seen it and before {@link #after} is asked; one that a reader did
   * not wait for and that meets a later read is not shown again. Bytes that are skipped are not
   * shown. Does nothing unless overridden.
   *
   * @param bytes the bytes from its position to its limit; valid during the call. There may be
   *     several calls for one read
   */
  public void read(ByteBuffer bytes) {}

  /**
   * Hears how much was moved, and says for how long to hold it back from the caller. Of a read it
   * is asked again after the hold, with the same arguments but the time, until it answers 0; of
   * anything else the answer does not count.
   *
   * <p>It does not show the bytes. A rule that looks for a pattern across writes keeps what {@link
   * Step#content()} showed it last, and here takes the first {@code moved} bytes of that as passed:
   * {@link #before} is shown the rest again. {@code DelayBehind} in the project's examples is one.
   *
   * @param op the operation that was begun
   * @param moved how many bytes moved; -1 for the end of the stream
   * @param sameBurst of a read: whether these bytes continue the burst of the read before
   * @param now the driver's time, in nanoseconds
   * @return nanoseconds to hold, {@link #UNTIL_SET}, or 0 when the bytes may pass
   */
  public long after(Op op, long moved, boolean sameBurst, long now) {
    return 0;
  }

  /**
   * Returns how many bytes have reached this rule's place in its chain since the connection opened:
   * of a write those that have passed it or that it has dropped, of a read those that had come
   * before the ones that {@link #read} shows, and with these in {@link #after}. What it emits does
   * not count here, but for the rules behind it. Counted only where what is drawn is recorded or
   * replayed; else 0.
   */
  protected final long position() {
    return frame == null ? 0 : frame.position;
  }

  /**
   * Returns how many of the bytes that have come could be read now without waiting for the fault.
   * To be overridden by rules that hold or limit what is read.
   *
   * @param came how many have come, and not been read
   * @param sameBurst whether they continue the burst of the read before
   * @param now the driver's time, in nanoseconds
   */
  public long ready(long came, boolean sameBurst, long now) {
    return came;
  }

  /**
   * Returns how long until a rule of writes is to be asked though nothing moves, because it will
   * act by itself: the driver then begins a {@link Op#FLUSH}. Asked by channels and the proxy when
   * the rule joins a connection that is open, after each operation and when the proxy sets what the
   * rule depends on. A stream, which has no thread of its own, asks at its next operation.
   *
   * @param now the driver's time, in nanoseconds
   * @return nanoseconds, 0 for at once, {@link #NEVER} for not at all
   */
  public long dueIn(long now) {
    return NEVER;
  }

  /**
   * Returns the knob that ends a wait or a hold of this rule early when set; null if it never
   * waits.
   */
  public Knob knob() {
    return null;
  }

  /** Returns the kill switch by which this rule fails operations; null if it never fails one. */
  public KillSwitch killSwitch() {
    return null;
  }
}
