package io.trixter.netem.nio.driver;

import io.trixter.netem.Fault;
import io.trixter.netem.kernel.KillSwitch;
import io.trixter.netem.kernel.Rule;
import io.trixter.netem.kernel.RuleChain;
import io.trixter.netem.kernel.Rules;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A fault of a channel: its rules there, and whether it takes part. Confined to the channel's
 * reactor once a channel has it.
 */
public final class Part {
  private static final Runnable UNCOUNTED = () -> {};

  private final Rules rules;
  private final Runnable onStrike;
  private boolean active = true;

  /**
   * A fault that takes part.
   *
   * @param rules of this channel alone
   * @param onStrike runs for each operation that the fault changes; null for nothing
   */
  public Part(Rules rules, Runnable onStrike) {
    this.rules = rules;
    this.onStrike = onStrike == null ? UNCOUNTED : onStrike;
  }

  /** Returns its rules. */
  public Rules rules() {
    return rules;
  }

  Runnable onStrike() {
    return onStrike;
  }

  /** Returns whether it takes part. */
  public boolean isActive() {
    return active;
  }

  /**
   * Lets it take part, or everything pass it as if it were not there. Heeded by the channel's next
   * {@link FaultChannel#edit}.
   */
  public void setActive(boolean active) {
    this.active = active;
  }

  /** Makes parts of {@code faults}, whose rules {@code rules} makes. */
  static List<Part> of(List<Fault> faults, Function<Fault, Rules> rules) {
    return faults.stream().map(fault -> new Part(rules.apply(fault), null)).toList();
  }

  /** The kill switches of {@code parts}. */
  static List<KillSwitch> killSwitches(List<Part> parts) {
    return parts.stream().map(part -> part.rules.killSwitch()).filter(Objects::nonNull).toList();
  }

  /** Those of {@code all} that are not among {@code others}. */
  static List<KillSwitch> without(List<KillSwitch> all, List<KillSwitch> others) {
    return all.stream().filter(killSwitch -> !others.contains(killSwitch)).toList();
  }

  /** The rules of reads of those that take part. */
  static List<RuleChain.Entry> readings(List<Part> parts) {
    return entries(parts, Rules::reading);
  }

  /** The rules of writes of those that take part. */
  static List<RuleChain.Entry> writings(List<Part> parts) {
    return entries(parts, Rules::writing);
  }

  private static List<RuleChain.Entry> entries(List<Part> parts, Function<Rules, Rule> direction) {
    return parts.stream()
        .filter(part -> part.active && direction.apply(part.rules) != null)
        .map(part -> new RuleChain.Entry(direction.apply(part.rules), part.onStrike))
        .toList();
  }
}
