package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a chain is to be asked though nothing moves. */
class RuleChainDueTest {
  private final List<RuleChain.Entry> entries = new ArrayList<>();

  /** Ends the stream when {@code at} has come. */
  private static final class Ending extends Rule {
    private final long at;
    private boolean off;

    Ending(long at) {
      this.at = at;
    }

    @Override
    public boolean isOff() {
      return off;
    }

    @Override
    public long dueIn(long now) {
      return Math.max(0, at - now);
    }

    @Override
    public void before(Op op, long wanted, long now, Step step) {
      if (now >= at) {
        step.end(false);
      } else {
        step.move(wanted);
      }
    }
  }

  private RuleChain chain(Rule... rules) {
    for (Rule rule : rules) {
      entries.add(new RuleChain.Entry(rule, null));
    }
    return new RuleChain(entries, false);
  }

  @Test
  void aChainOfRulesThatWaitForOperationsIsNeverDue() {
    assertThat(chain(TestRule.slicing(4)).dueIn(0)).isEqualTo(Rule.NEVER);
    assertThat(chain().dueIn(0)).isEqualTo(Rule.NEVER);
  }

  @Test
  void theRuleThatIsDueFirstCounts() {
    assertThat(chain(new Ending(30), TestRule.slicing(4), new Ending(20)).dueIn(5)).isEqualTo(15);
  }

  @Test
  void aRuleThatIsOffOrRemovedDoesNotCount() {
    Ending off = new Ending(10);
    off.off = true;
    RuleChain chain = chain(off, new Ending(20));
    assertThat(chain.dueIn(0)).isEqualTo(20);
    chain.edit(entries.subList(0, 1));
    assertThat(chain.dueIn(0)).isEqualTo(Rule.NEVER);
  }

  @Test
  void aFlushLetsADueRuleEndTheStreamAndNothingIsDueAfterThat() {
    RuleChain chain = chain(new Ending(10));
    Step step = new Step();
    chain.begin(Op.FLUSH, 0, 10);
    assertThat(chain.next(10, step)).isTrue();
    assertThat(step.kind()).isEqualTo(Step.Kind.END);
    assertThat(step.reset()).isFalse();
    assertThat(chain.next(10, step)).isFalse();
    assertThat(chain.dueIn(10)).isEqualTo(Rule.NEVER);
  }
}
