package io.trixter.netem.kernel;

/**
 * The rules of a fault for one wrapped stream, socket or channel.
 *
 * @param name the fault's name as chains print it
 * @param reading the rule of what is read; null where reads pass
 * @param writing the rule of what is written; null where writes pass
 * @param killSwitch what ends the connection; null for a fault that has none
 * @param line the queue through which what is written passes; null but for a delay line, which has
 *     no rules
 */
public record Rules(
    String name, Rule reading, Rule writing, KillSwitch killSwitch, DelayQueue line) {
  private static volatile Maker maker;

  /** The rules of a fault that is no delay line. */
  public Rules(String name, Rule reading, Rule writing, KillSwitch killSwitch) {
    this(name, reading, writing, killSwitch, null);
  }

  /** Returns the rule of reads alone. */
  public Rules readingAlone() {
    return new Rules(name, reading, null, killSwitch);
  }

  /** Returns the rule of writes, or the line, alone. */
  public Rules writingAlone() {
    return new Rules(name, null, writing, killSwitch, line);
  }

  /** Returns the same under another name. */
  public Rules named(String other) {
    return new Rules(other, reading, writing, killSwitch, line);
  }

  /** How a fault makes its rules, which its own class knows. */
  public interface Maker {
    /** Returns the random source of the next stream that {@code fault} wraps, by its own seed. */
    RandomSource source(Object fault, String name);

    /** Returns the rules of {@code fault} for one more stream. */
    Rules rules(Object fault, RandomSource source);

    /**
     * Returns the rules for one more stream of a fault like {@code fault} that follows {@code
     * knob}.
     */
    Rules rules(Object fault, Knob knob, RandomSource source);
  }

  /** Tells the kernel how rules are made; called once, by the fault's own class. */
  public static void install(Maker rules) {
    maker = rules;
  }

  /**
   * Makes the rules of {@code fault} for one more stream, whose chance comes from the fault's own
   * seed and count.
   *
   * @param fault an {@code io.trixter.netem.Fault}
   * @param names those of the faults that the stream has already
   */
  public static Rules of(Object fault, FaultNames names) {
    return maker.rules(fault, maker.source(fault, names.next(fault)));
  }

  /**
   * Makes the rules of {@code fault} for one more stream.
   *
   * @param fault an {@code io.trixter.netem.Fault}
   * @param source where its chance comes from
   */
  public static Rules of(Object fault, RandomSource source) {
    return maker.rules(fault, source);
  }

  /**
   * Makes the rules of a fault of the same class as {@code fault}, for one more stream, that
   * follows {@code knob} instead of the fault's own and shares nothing with it.
   *
   * @param fault an {@code io.trixter.netem.Terminator} or {@code Corrupter}
   * @param knob holds the bits of a probability
   * @param source where the chance comes from
   */
  public static Rules like(Object fault, Knob knob, RandomSource source) {
    return maker.rules(fault, knob, source);
  }
}
