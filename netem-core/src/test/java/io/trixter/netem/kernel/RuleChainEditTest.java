package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an edit of a chain does to an operation that is under way. */
class RuleChainEditTest {
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
  void aRuleAddedFurtherOutWhileOneWaitsJoinsAndLeavesItUndisturbed() {
    TestRule added = TestRule.passing();
    ChainHarness harness = writing(4, late);
    harness.next();
    harness.now += 3;
    harness.edit(late, added);
    assertThat(harness.next()).isEqualTo("wait 2");
    assertThat(harness.chain.waitingFor()).isSameAs(late.knob);
    harness.run();
    assertThat(late.calls).filteredOn("begin write"::equals).hasSize(1);
    assertThat(added.calls).containsExactly("begin write", "before write 4", "after write 4");
  }

  @Test
  void aRuleAddedFurtherOutThatCutsTheRestGivesTheOneThatWaitsNewOperations() {
    ChainHarness harness = writing(4, late);
    harness.next();
    harness.now += 3;
    harness.edit(late, TestRule.slicing(3));
    harness.run();
    assertThat(harness.log)
        .containsExactly("wait 5", "wait 5", "write 3", "flush", "wait 5", "write 1", "flush");
    assertThat(harness.wire()).isEqualTo("abcd");
  }

  @Test
  void aRuleAddedFurtherInWhileOneWaitsIsReachedByTheRest() {
    TestRule added = TestRule.slicing(3);
    ChainHarness harness = writing(4, late);
    harness.next();
    harness.edit(added, late);
    harness.run();
    assertThat(harness.log)
        .containsExactly("wait 5", "wait 5", "write 3", "flush", "write 1", "flush");
    assertThat(late.calls).filteredOn("begin write"::equals).hasSize(1);
  }

  @Test
  void rulesAddedAtOnceAreAskedFromTheCallerInwards() {
    ChainHarness harness = writing(4, late);
    harness.next();
    harness.edit(
        TestRule.passing(), late, TestRule.emitting("1", false), TestRule.emitting("22", false));
    harness.run();
    assertThat(harness.wire()).isEqualTo("122abcd");
  }

  @Test
  void aRuleAddedWhileTheWireHasBytesGetsTheRest() {
    TestRule pass = TestRule.passing();
    TestRule added = TestRule.slicing(2);
    ChainHarness harness = writing(9, pass);
    assertThat(harness.next()).isEqualTo("write 9");
    harness.edit(pass, added);
    harness.moved(4);
    assertThat(harness.next()).isEqualTo("write 2");
    assertThat(added.calls).containsExactly("begin write", "before write 5");
    harness.moved(2);
    harness.run();
    assertThat(harness.wire()).isEqualTo("abcdefghi");
  }

  @Test
  void aRuleAddedWhileTheWireHasAllBytesHasNoPart() {
    TestRule pass = TestRule.passing();
    TestRule added = TestRule.emitting("123", true);
    ChainHarness harness = writing(4, pass);
    harness.next();
    harness.edit(pass, added);
    harness.moved(4);
    assertThat(harness.next()).isEqualTo("done");
    assertThat(added.calls).isEmpty();
  }

  @Test
  void aHalfCloseThatTheWireHasIsNotBegunAgain() {
    TestRule pass = TestRule.passing();
    TestRule added = TestRule.emitting("123", true);
    ChainHarness harness = chain(pass);
    harness.begin(Op.SHUTDOWN, 0);
    assertThat(harness.next()).isEqualTo("shutdown");
    harness.edit(pass, added);
    harness.moved(0);
    assertThat(harness.next()).isEqualTo("done");
    assertThat(added.calls).isEmpty();
  }

  @Test
  void aHalfCloseThatWaitsIsJoined() {
    ChainHarness harness = chain(late);
    harness.begin(Op.SHUTDOWN, 0);
    harness.next();
    harness.edit(late, TestRule.emitting("123", true));
    harness.run();
    assertThat(harness.log).containsExactly("wait 5", "wait 5", "emit 3", "wait 5", "shutdown");
  }

  @Test
  void aRuleAddedThatIsOffHasNoPart() {
    TestRule added = TestRule.slicing(1);
    added.off = true;
    ChainHarness harness = writing(4, late);
    harness.next();
    harness.edit(late, added);
    harness.run();
    assertThat(added.calls).isEmpty();
  }

  @Test
  void aRuleAddedBetweenSlicesGetsTheRestOfTheSliceAndThenEachSlice() {
    TestRule slice = TestRule.slicing(4);
    TestRule added = TestRule.passing();
    ChainHarness harness = writing(8, late, slice);
    harness.next();
    harness.edit(late, added, slice);
    harness.run();
    assertThat(added.calls)
        .containsExactly(
            "begin write",
            "before write 4",
            "after write 4",
            "begin flush",
            "before flush 0",
            "after flush 0",
            "begin write",
            "before write 4",
            "after write 4",
            "begin flush",
            "before flush 0",
            "after flush 0");
    assertThat(slice.calls).filteredOn("begin write"::equals).hasSize(1);
  }

  @Test
  void aRuleAddedOutsideASlicerAmidItsSlicesGetsWhatIsLeftOfTheWrite() {
    TestRule slice = TestRule.slicing(4);
    TestRule added = TestRule.passing();
    ChainHarness harness = writing(8, late, slice);
    harness.next();
    harness.now += 5;
    harness.next();
    harness.moved(4); // and the flush is due
    harness.edit(late, slice, added);
    harness.run();
    assertThat(added.calls).containsExactly("begin write", "before write 4", "after write 4");
    assertThat(slice.calls).filteredOn("begin write"::equals).hasSize(1);
    assertThat(harness.log).filteredOn("flush"::equals).hasSize(2);
  }

  @Test
  void aRuleAddedAmidAnEmissionThatPassesTheRestLetsItGoOn() {
    TestRule emit = TestRule.emitting("12345", false);
    TestRule added = TestRule.passing();
    ChainHarness harness = writing(4, emit);
    harness.next();
    harness.edit(emit, added);
    harness.moved(2);
    harness.run();
    assertThat(harness.log).containsExactly("emit 5", "emit 3", "write 4");
    assertThat(added.calls).containsExactly("begin write", "before write 4", "after write 4");
    assertThat(emit.calls).filteredOn("begin write"::equals).hasSize(1);
  }

  @Test
  void aRuleAddedAmidAnEmissionThatEmitsComesBehindIt() {
    TestRule emit = TestRule.emitting("12345", false);
    ChainHarness harness = writing(4, emit);
    harness.next();
    harness.edit(emit, TestRule.emitting("678", false));
    harness.moved(2);
    harness.run();
    assertThat(harness.wire()).isEqualTo("12345678abcd");
  }

  @Test
  void aRuleAddedFurtherInAmidAnEmissionGetsTheRestOfIt() {
    TestRule emit = TestRule.emitting("12345", false);
    ChainHarness harness = writing(4, emit);
    harness.next();
    harness.edit(TestRule.slicing(2), emit);
    harness.moved(2);
    harness.run();
    assertThat(harness.log)
        .containsExactly(
            "emit 5", "emit 2", "flush", "emit 1", "flush", "write 2", "flush", "write 2", "flush");
  }

  @Test
  void aRuleAddedBehindAnEndThatIsOnItsWayHasNoPart() {
    TestRule end = TestRule.ending(0, false);
    TestRule added = TestRule.emitting("123", true);
    ChainHarness harness = writing(4, late, end);
    harness.next();
    harness.edit(late, end, added);
    harness.run();
    assertThat(harness.log).containsExactly("wait 5", "wait 5", "end", "drop 4");
  }

  @Test
  void tokensOfOperationsThatAnAddedRuleCutsAreRefunded() {
    TestRule.Throttle throttle = TestRule.throttling(10);
    ChainHarness harness = writing(8, late, throttle);
    harness.next();
    assertThat(throttle.left).isEqualTo(2);
    harness.edit(late, throttle, TestRule.slicing(1));
    harness.next();
    assertThat(throttle.left).isEqualTo(9);
  }

  @Test
  void aRuleAddedWhileTheWireReadsGetsWhatComes() {
    TestRule pass = TestRule.passing();
    TestRule inner = TestRule.holding(5);
    TestRule outer = TestRule.holding(7);
    ChainHarness harness = chain(pass);
    harness.begin(Op.READ, 4);
    harness.next();
    harness.edit(inner, pass, outer);
    harness.moved(4);
    harness.run();
    assertThat(harness.log).containsExactly("read 4", "wait 5", "wait 7");
    assertThat(inner.calls).containsExactly("begin read", "after read 4", "after read 4");
  }

  @Test
  void aRuleAddedToAChainOfNoneWhileTheWireReadsGetsWhatComes() {
    ChainHarness harness = chain();
    harness.begin(Op.READ, 4);
    harness.next();
    harness.edit(TestRule.holding(5));
    harness.moved(4);
    harness.run();
    assertThat(harness.log).containsExactly("read 4", "wait 5");
  }

  @Test
  void aRuleAddedFurtherOutWhileAReadIsHeldHoldsItToo() {
    TestRule hold = TestRule.holding(5);
    ChainHarness harness = chain(hold);
    harness.begin(Op.READ, 4);
    harness.next();
    harness.moved(4);
    harness.next();
    harness.edit(TestRule.holding(3), hold, TestRule.holding(7));
    harness.run();
    assertThat(harness.log).containsExactly("read 4", "wait 5", "wait 5", "wait 7");
  }

  @Test
  void theOrderOfThoseThatStayIsKept() {
    List<String> asked = new ArrayList<>();
    TestRule first = noting("first", asked);
    TestRule second = noting("second", asked);
    TestRule third = noting("third", asked);
    ChainHarness harness = chain(first, third);
    harness.edit(first, second, third);
    harness.write(1);
    assertThat(asked).containsExactly("third", "second", "first");
    harness.edit(second, third);
    harness.write(1);
    assertThat(asked).endsWith("first", "third", "second");
  }

  private static TestRule noting(String name, List<String> asked) {
    return new TestRule(name) {
      @Override
      void start(Op op) {
        asked.add(name);
      }
    };
  }

  @Test
  void anEditIsSeenByThoseWhoAskWhetherAllAreOff() {
    ChainHarness harness = chain();
    assertThat(harness.chain.isOff()).isTrue();
    harness.edit(late);
    assertThat(harness.chain.isOff()).isFalse();
    harness.edit();
    assertThat(harness.chain.isOff()).isTrue();
    assertThat(late.calls).isEmpty();
  }
}
