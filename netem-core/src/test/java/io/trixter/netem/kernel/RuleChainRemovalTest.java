package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the removal of a rule does to what it holds and to an operation that is under way. */
class RuleChainRemovalTest {
  private final TestRule late = TestRule.late(5);

  private static ChainHarness chain(TestRule... rules) {
    return new ChainHarness(true, rules);
  }

  private static ChainHarness writing(int bytes, TestRule... rules) {
    ChainHarness harness = chain(rules);
    harness.begin(Op.WRITE, bytes);
    return harness;
  }

  @Test
  void anEndGoesOnWhenItsRuleIsRemoved() {
    ChainHarness harness = writing(4, late, TestRule.ending(0, false));
    harness.next();
    harness.edit(late);
    harness.giveUp();
    harness.write(2);
    assertThat(harness.log).containsExactly("wait 5", "wait 5", "end", "drop 2");
  }

  @Test
  void aRuleRemovedWhileItWaitsLetsTheRestPassAtOnce() {
    ChainHarness harness = writing(4, TestRule.passing(), late);
    harness.next();
    harness.edit();
    assertThat(harness.next()).isEqualTo("write 4");
    harness.moved(4);
    assertThat(harness.next()).isEqualTo("done");
  }

  @Test
  void aRuleRemovedWhileItHoldsAReadLetsItPassAtOnce() {
    TestRule hold = TestRule.holding(5);
    ChainHarness harness = chain(hold);
    harness.begin(Op.READ, 4);
    harness.next();
    harness.moved(4);
    harness.next();
    harness.edit();
    assertThat(harness.next()).isEqualTo("done");
    assertThat(harness.chain.result()).isEqualTo(4);
  }

  @Test
  void aRuleRemovedWithWhatItKeptGivesItToTheNextRead() {
    TestRule hold = TestRule.holding(50);
    ChainHarness harness = chain(hold);
    harness.begin(Op.READ, 4);
    harness.next();
    harness.moved(4);
    harness.next();
    harness.giveUp();
    harness.edit();
    assertThat(harness.chain.isOff()).isFalse();
    assertThat(harness.chain.ready(0, harness.now)).isEqualTo(4);
    harness.read(3);
    harness.read(3);
    harness.read(3);
    assertThat(harness.got()).isEqualTo("abcdefg");
    assertThat(harness.log).filteredOn(said -> said.startsWith("wait")).hasSize(1);
    assertThat(harness.chain.isOff()).isTrue();
  }

  @Test
  void aRuleRemovedWithHalfAnEmissionLeftCompletesIt() {
    ChainHarness harness = writing(4, TestRule.emitting("12345", true));
    harness.next();
    harness.moved(2);
    harness.edit();
    harness.run();
    harness.write(1);
    assertThat(harness.wire()).isEqualTo("12345abcde");
  }

  @Test
  void aRuleRemovedWithHalfAnEmissionReadCompletesIt() {
    ChainHarness harness = chain(TestRule.emitting("12345", true));
    harness.read(2);
    harness.edit();
    assertThat(harness.chain.isOff()).isFalse();
    assertThat(harness.chain.ready(9, harness.now)).isEqualTo(3);
    harness.read(9);
    harness.read(2);
    assertThat(harness.got()).isEqualTo("12345ab");
    assertThat(harness.chain.isOff()).isTrue();
  }

  @Test
  void tokensThatAreOutWhenTheirRuleIsRemovedAreRefundedAsFarAsNothingMoved() {
    TestRule.Throttle throttle = TestRule.throttling(10);
    ChainHarness harness = writing(8, throttle);
    harness.next();
    harness.edit();
    harness.moved(3);
    assertThat(throttle.left).isEqualTo(7);
    harness.run();
    assertThat(throttle.left).isEqualTo(7);
    assertThat(throttle.calls).containsExactly("begin write", "before write 8", "after write 3");
  }

  @Test
  void aRuleThatIsRemovedAndAddedAgainBeforeAnyStepGoesOn() {
    ChainHarness harness = writing(4, late);
    harness.next();
    harness.now += 3;
    harness.edit();
    harness.edit(late);
    assertThat(harness.next()).isEqualTo("wait 2");
    assertThat(late.calls).filteredOn("begin write"::equals).hasSize(1);
  }

  @Test
  void removedRulesLeaveWhenTheOperationEndsHoweverItEnds() {
    ChainHarness harness = chain();
    for (int i = 0; i < 100; i++) {
      TestRule waiting = TestRule.late(5);
      harness.edit(waiting);
      harness.begin(Op.WRITE, 4);
      harness.next();
      harness.edit();
      harness.giveUp();
      TestRule probe = TestRule.passing();
      harness.edit(probe);
      harness.edit();
      assertThat(harness.chain.isOff()).isTrue();
      assertThat(waiting.offAsked).isLessThan(5);
    }
  }
}
