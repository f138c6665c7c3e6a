package io.trixter.netem.kernel;

/**
 * The decisions of a fault for one wrapped stream in one direction. The driver that carries the
 * rule calls, for each operation of its caller:
 *
 * <ol>
 *   <li>{@link #isOff()}; while it is true the operation passes unchanged and nothing below is
 *       called;
 *   <li>{@link #begin} once: here, and only here, chance is drawn;
 *   <li>{@link #before} until it answers {@link Step.Kind#MOVE} or fails, and again for what a
 *       partial move left over;
 *   <li>{@link #after} once bytes moved, and again after each hold that it asks for.
 * </ol>
 *
 * <p>A rule does no I/O, starts no thread and reads no clock: {@code now} is the driver's, in
 * nanoseconds from any origin, and never goes back. Calls of one rule are made by one thread at a
 * time; what rules share (a knob, a token bucket, a kill switch) is safe for any thread.
 */
public abstract class Rule {
  /** What {@link #dueIn} answers of a rule that acts on operations alone. */
  public static final long NEVER = Long.MAX_VALUE;

  /** For the faults, which are the rules' only makers. */
  protected Rule() {}

  /**
   * Whether the fault would change nothing now. Costs one volatile read. What makes it false is
   * counted by {@link ModificationCount}.
   */
  public abstract boolean isOff();

  /** Starts an operation of the caller, drawing whatever chance has to decide about it. */
  public void begin(Op op) {}

  /**
   * Says what may happen next.
   *
   * @param op the operation that was begun
   * @param wanted how many bytes the caller would still have moved; 0 for a flush or a half-close
   * @param now the driver's time, in nanoseconds
   * @param step receives the answer
   */
  public void before(Op op, long wanted, long now, Step step) {
    step.move(wanted);
  }

  /**
   * Hears what was moved, and says for how long to hold it back from the caller. Asked again after
   * the hold, with the same arguments but the time, until it answers 0.
   *
   * @param op the operation that was begun
   * @param moved how many bytes moved; -1 for the end of the stream
   * @param sameBurst of a read: whether these bytes continue the burst of the read before
   * @param now the driver's time, in nanoseconds
   * @return nanoseconds to hold, or 0 when the bytes may pass
   */
  public long after(Op op, long moved, boolean sameBurst, long now) {
    return 0;
  }

  /**
   * How many of the bytes that have come could be read now without waiting for the fault.
   *
   * @param came how many have come, and not been read
   * @param sameBurst whether they continue the burst of the read before
   * @param now the driver's time, in nanoseconds
   */
  public long ready(long came, boolean sameBurst, long now) {
    return came;
  }

  /**
   * How long until the rule is to be asked though nothing moves, because it will act by itself: the
   * driver then begins a {@link Op#FLUSH}. Asked when the rule joins a chain, after each operation
   * and when what the rule depends on has been set.
   *
   * @param now the driver's time, in nanoseconds
   * @return nanoseconds, 0 for at once, {@link #NEVER} for not at all
   */
  public long dueIn(long now) {
    return NEVER;
  }

  /** The knob that ends a wait or a hold of this rule early when set; null if it never waits. */
  public Knob knob() {
    return null;
  }

  /** The kill switch by which this rule fails operations; null if it never fails one. */
  public KillSwitch killSwitch() {
    return null;
  }
}
