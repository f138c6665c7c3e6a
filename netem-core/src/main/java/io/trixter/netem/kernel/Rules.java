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

  /**
   * Returns these for a fault all of whose rules' deeds come from chance, which they record in
   * {@code source}. Where it is replayed, rules that do what the record says instead, whatever the
   * fault's knobs say. To be called last.
   */
  public Rules drawnFrom(RandomSource source) {
    return replaced(source, null, null);
  }

  /**
   * Like {@link #drawnFrom}, for a fault that does other things than those that come from chance:
   * these it does in a replay too, so its rules must not draw then.
   */
  public Rules partlyDrawnFrom(RandomSource source) {
    return replaced(source, reading, writing);
  }

  private Rules replaced(RandomSource source, Rule ownReading, Rule ownWriting) {
    if (!source.isReplaying()) {
      return this;
    }
    return reading(replaced(source, Op.READ, reading, ownReading))
        .writing(replaced(source, Op.WRITE, writing, ownWriting));
  }

  private Rule replaced(RandomSource source, Op direction, Rule rule, Rule own) {
    return rule == null ? null : new ReplayRule(source, direction, own, killSwitch);
  }

  /** Returns the same under another name. */
  public Rules named(String other) {
    return new Rules(other, opening, reading, writing, killSwitch, line);
  }
}
