package io.trixter.netem.kernel;

/**
 * The rules of a fault for one wrapped stream, socket or channel: what {@code Fault.rules} returns.
 * Start with {@link #of}, which lets everything pass, and add what the fault has. A rule serves one
 * direction of one connection, so make a new one each time, and leave what they share in the fault.
 *
 * <pre>{@code
 * return Rules.of("Echo").reading(new Reading()).writing(new Writing());
 * }</pre>
 *
 * @param name the fault's name as chains print it
 * @param opening the rule of connecting or of being accepted; null where that passes
 * @param reading the rule of what is read; null where reads pass
 * @param writing the rule of what is written; null where writes pass
 * @param killSwitch what ends the connection; null for a fault that has none
 * @param line the queue through which what is written passes; null but for a delay line, which has
 *     no rules
 */
public record Rules(
    String name, Rule opening, Rule reading, Rule writing, KillSwitch killSwitch, DelayQueue line) {

  /** Returns rules under which everything passes. */
  public static Rules of(String name) {
    return new Rules(name, null, null, null, null, null);
  }

  /**
   * Returns these with a rule of opening the connection, which {@link Opening} begins once with
   * {@link Op#OPEN}: a move opens it, a wait opens it later, a failure refuses it.
   */
  public Rules opening(Rule rule) {
    return new Rules(name, rule, reading, writing, killSwitch, line);
  }

  /** Returns these with a rule of what is read. */
  public Rules reading(Rule rule) {
    return new Rules(name, opening, rule, writing, killSwitch, line);
  }

  /** Returns these with a rule of what is written. */
  public Rules writing(Rule rule) {
    return new Rules(name, opening, reading, rule, killSwitch, line);
  }

  /** Returns these with the kill switch by which their rules fail. */
  public Rules killSwitch(KillSwitch shared) {
    return new Rules(name, opening, reading, writing, shared, line);
  }

  /** Returns these with a queue through which what is written passes. */
  public Rules line(DelayQueue queue) {
    return new Rules(name, opening, reading, writing, killSwitch, queue);
  }

  /** Returns the rule of reads alone. */
  public Rules readingAlone() {
    return of(name).reading(reading).killSwitch(killSwitch);
  }

  /** Returns the rule of writes, or the line, alone. */
  public Rules writingAlone() {
    return of(name).writing(writing).killSwitch(killSwitch).line(line);
  }

  /** Returns the same under another name. */
  public Rules named(String other) {
    return new Rules(other, opening, reading, writing, killSwitch, line);
  }
}
