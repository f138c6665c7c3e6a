package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a chain does with what is written, while nobody edits it. */
class RuleChainTest {
  private static ChainHarness flushing(TestRule... rules) {
    return new ChainHarness(true, rules);
  }

  private static ChainHarness chain(TestRule... rules) {
    return new ChainHarness(false, rules);
  }

  @Test
  void withoutRulesEverythingPasses() {
    ChainHarness harness = chain();
    harness.write(5);
    harness.flush();
    harness.halfClose();
    assertThat(harness.log).containsExactly("write 5", "flush", "shutdown");
    assertThat(harness.chain.isOff()).isTrue();
  }

  @Test
  void oneRuleIsCalledAsItWouldBeAlone() {
    TestRule slice = TestRule.slicing(4);
    ChainHarness harness = chain(slice);
    harness.write(10);
    harness.halfClose();
    assertThat(harness.log).containsExactly("write 4", "write 4", "write 2", "shutdown");
    assertThat(slice.calls)
        .containsExactly(
            "begin write",
            "before write 10",
            "after write 4",
            "before write 6",
            "after write 4",
            "before write 2",
            "after write 2",
            "begin shutdown",
            "before shutdown 0",
            "after shutdown 0");
    assertThat(harness.wire()).isEqualTo("abcdefghij");
  }

  @Test
  void aRuleThatMovesOrDropsNothingOfWhatIsWantedIsRefusedRatherThanAskedForEver() {
    refuses(Op.WRITE, step -> step.move(0));
    refuses(Op.WRITE, step -> step.moveAndFlush(0));
    refuses(Op.WRITE, step -> step.drop(0));
    refuses(Op.READ, step -> step.move(0));
  }

  private static void refuses(Op op, Consumer<Step> answer) {
    Rule stubborn =
        new Rule() {
          @Override
          public boolean isOff() {
            return false;
          }

          @Override
          public void before(Op asked, long wanted, long now, Step step) {
            answer.accept(step);
          }
        };
    RuleChain chain = new RuleChain(List.of(new RuleChain.Entry(stubborn, null)), true);
    chain.begin(op, 5, 0);
    assertThatIllegalStateException()
        .isThrownBy(() -> chain.next(0, new Step()))
        .withMessage("%s moves 0 bytes where a %s wants 5", stubborn.getClass().getName(), op);
  }

  @Test
  void theSlowerOfTwoThrottlesSetsThePace() {
    ChainHarness harness = chain(TestRule.throttling(5), TestRule.throttling(10));
    harness.now = 1000;
    harness.write(20);
    assertThat(harness.log)
        .containsExactly("write 5", "wait 5", "write 5", "wait 5", "write 5", "wait 5", "write 5");
    assertThat(harness.now).isEqualTo(1015);
  }

  @Test
  void eachSliceIsAnOperationOfItsOwnForTheRulesFurtherIn() {
    TestRule late = TestRule.late(3);
    ChainHarness harness = chain(late, TestRule.slicing(4));
    harness.write(10);
    assertThat(harness.log)
        .containsExactly("wait 3", "write 4", "wait 3", "write 4", "wait 3", "write 2");
    assertThat(late.calls).filteredOn("begin write"::equals).hasSize(3);
  }

  @Test
  void aSlicerFurtherInCutsWhatIsEmittedFurtherOut() {
    TestRule slice = TestRule.slicing(3);
    ChainHarness harness = chain(slice, TestRule.emitting("12345", true));
    harness.write(4);
    assertThat(harness.log).containsExactly("emit 3", "emit 2", "write 3", "write 1");
    assertThat(harness.wire()).isEqualTo("12345abcd");
    assertThat(slice.calls).filteredOn("begin write"::equals).hasSize(2);
  }

  @Test
  void whatIsEmittedFurtherInIsNotSeenFurtherOut() {
    TestRule out = TestRule.passing();
    ChainHarness harness = chain(TestRule.emitting("12", true), out);
    harness.write(4);
    assertThat(harness.wire()).isEqualTo("12abcd");
    assertThat(out.calls).containsExactly("begin write", "before write 4", "after write 4");
  }

  @Test
  void twoRulesEmitEachBeforeTheBytesThatItIsAskedFor() {
    ChainHarness harness = chain(TestRule.emitting("1", true), TestRule.emitting("22", true));
    harness.write(2);
    assertThat(harness.wire()).isEqualTo("122" + "1ab");
  }

  @Test
  void aBlockIsEmittedBeforeAFlushAndBeforeTheHalfClose() {
    ChainHarness harness = chain(TestRule.passing(), TestRule.emitting("123", false));
    harness.flush();
    assertThat(harness.log).containsExactly("emit 3", "flush");
    harness = chain(TestRule.passing(), TestRule.emitting("123", false));
    harness.halfClose();
    assertThat(harness.log).containsExactly("emit 3", "shutdown");
  }

  @Test
  void aFlushBehindASliceIsAnOperationForTheRulesFurtherIn() {
    TestRule in = TestRule.passing();
    ChainHarness harness = flushing(in, TestRule.slicing(2));
    harness.write(3);
    assertThat(harness.log).containsExactly("write 2", "flush", "write 1", "flush");
    assertThat(in.calls)
        .filteredOn(call -> call.startsWith("begin"))
        .containsExactly("begin write", "begin flush", "begin write", "begin flush");
  }

  @Test
  void aFlushBehindASliceIsNoneWhereTheWireHasNone() {
    TestRule in = TestRule.passing();
    ChainHarness harness = chain(in, TestRule.slicing(2));
    harness.write(3);
    assertThat(harness.log).containsExactly("write 2", "write 1");
    assertThat(in.calls).doesNotContain("begin flush");
  }

  @Test
  void aSlicerFlushesAmidWhatAnotherRuleEmits() {
    ChainHarness harness = flushing(TestRule.slicing(2), TestRule.emitting("123", false));
    harness.write(1);
    assertThat(harness.log)
        .containsExactly("emit 2", "flush", "emit 1", "flush", "write 1", "flush");
  }

  @Test
  void aRuleThatIsOffTakesNoPart() {
    TestRule slice = TestRule.slicing(1);
    slice.off = true;
    ChainHarness harness = chain(TestRule.passing(), slice, TestRule.passing());
    harness.write(4);
    assertThat(harness.log).containsExactly("write 4");
    assertThat(slice.calls).isEmpty();
  }

  @Test
  void aRuleThatIsSetOnAmidAnOperationJoinsTheNextOneThatReachesIt() {
    TestRule in = TestRule.slicing(1);
    in.off = true;
    ChainHarness harness = chain(in, TestRule.slicing(2));
    harness.begin(Op.WRITE, 4);
    assertThat(harness.next()).isEqualTo("write 2");
    in.off = false;
    harness.moved(2);
    harness.run();
    assertThat(harness.log).containsExactly("write 2", "write 1", "write 1");
  }

  @Test
  void theWireMayMoveLessThanItIsGiven() {
    TestRule.Throttle throttle = TestRule.throttling(10);
    ChainHarness harness = chain(throttle, TestRule.passing());
    harness.begin(Op.WRITE, 8);
    assertThat(harness.next()).isEqualTo("write 8");
    harness.moved(3);
    assertThat(throttle.left).isEqualTo(7);
    assertThat(harness.next()).isEqualTo("write 5");
    harness.moved(0);
    assertThat(throttle.left).isEqualTo(7);
    harness.run();
    assertThat(throttle.left).isEqualTo(2);
    assertThat(harness.wire()).isEqualTo("abcdefgh");
  }

  @Test
  void theWireMayTakeAnEmissionInParts() {
    TestRule in = TestRule.passing();
    ChainHarness harness = chain(in, TestRule.emitting("12345", false));
    harness.wireTakes = n -> Math.min(n, 2);
    harness.write(3);
    assertThat(harness.log).containsExactly("emit 5", "emit 3", "emit 1", "write 3", "write 1");
    assertThat(harness.wire()).isEqualTo("12345abc");
    assertThat(in.calls).filteredOn("begin write"::equals).hasSize(2);
  }

  @Test
  void anEmptyWriteIsAskedForOnceAndGoesNoFurther() {
    TestRule in = TestRule.passing();
    TestRule out = TestRule.passing();
    ChainHarness harness = chain(in, out);
    harness.write(0);
    assertThat(out.calls).containsExactly("begin write", "before write 0", "after write 0");
    assertThat(in.calls).isEmpty();
    assertThat(harness.log).isEmpty();
  }

  @Test
  void anEmptyWriteBringsForthWhatIsToBeEmitted() {
    ChainHarness harness = chain(TestRule.emitting("12", false));
    harness.write(0);
    assertThat(harness.wire()).isEqualTo("12");
  }

  @Test
  void anEmptyEmissionIsNone() {
    ChainHarness harness = chain(TestRule.passing(), TestRule.emitting("", false));
    harness.write(2);
    assertThat(harness.wire()).isEqualTo("ab");
  }

  @Test
  void aFailureEndsTheOperationAndNamesTheKillSwitch() {
    KillSwitch killSwitch = new KillSwitch(true, first -> new IOException(first));
    TestRule.Throttle throttle = TestRule.throttling(10);
    ChainHarness harness = chain(TestRule.failing(killSwitch), throttle);
    harness.begin(Op.WRITE, 8);
    assertThat(harness.next()).isEqualTo("fail killed");
    assertThat(harness.chain.killSwitch()).isSameAs(killSwitch);
    assertThat(harness.next()).isEqualTo("done");
    assertThat(throttle.left).isEqualTo(10); // nothing moved
  }

  @Test
  void whatIsDroppedIsSkippedByTheDriver() {
    ChainHarness harness = chain(TestRule.passing(), TestRule.dropping(3), TestRule.passing());
    assertThat(harness.write(10)).isEqualTo(10);
    assertThat(harness.log).containsExactly("write 3", "drop 7");
    assertThat(harness.wire()).isEqualTo("abc");
  }

  @Test
  void whatIsDroppedCountsAsMovedFurtherOut() {
    TestRule out = TestRule.passing();
    ChainHarness harness = chain(TestRule.dropping(3), out);
    harness.write(10);
    assertThat(out.calls).endsWith("after write 10");
  }

  @Test
  void whatAnotherRuleEmitsIsDroppedWithoutTheDriver() {
    ChainHarness harness =
        chain(TestRule.dropping(3), TestRule.slicing(4), TestRule.emitting("12345", false));
    harness.write(6);
    assertThat(harness.log).containsExactly("emit 3", "drop 4", "drop 2");
    assertThat(harness.wire()).isEqualTo("123");
  }

  @Test
  void anEndFollowsWhatHasPassedAndDropsTheRest() {
    TestRule slice = TestRule.slicing(2);
    ChainHarness harness =
        chain(TestRule.late(5), slice, TestRule.ending(3, true), TestRule.emitting("123", true));
    assertThat(harness.write(4)).isEqualTo(4);
    assertThat(harness.log)
        .containsExactly("wait 5", "emit 2", "wait 5", "emit 1", "wait 5", "reset", "drop 4");
    assertThat(harness.chain.hasEnded()).isTrue();
    assertThat(slice.calls).contains("begin shutdown");
  }

  @Test
  void whatIsWrittenAfterAnEndIsDropped() {
    TestRule out = TestRule.passing();
    ChainHarness harness = chain(TestRule.ending(0, false), out);
    harness.write(2);
    out.calls.clear();
    harness.log.clear();
    harness.write(3);
    harness.flush();
    harness.halfClose();
    assertThat(harness.log).containsExactly("drop 3");
    assertThat(out.calls).isEmpty();
    assertThat(harness.chain.isOff()).isFalse();
  }

  @Test
  void anEndThatARuleFurtherInDropsStillEnds() {
    TestRule swallowing =
        new TestRule("swallow") {
          @Override
          void decide(Op op, long wanted, long now, Step step) {
            step.drop(wanted);
          }
        };
    ChainHarness harness = chain(swallowing, TestRule.ending(0, false));
    harness.write(3);
    assertThat(harness.log).containsExactly("drop 3");
    assertThat(harness.chain.hasEnded()).isTrue();
    assertThat(harness.chain.isOff()).isFalse();
  }

  @Test
  void anEndThatIsGivenUpComesWithTheNextOperation() {
    ChainHarness harness = chain(TestRule.late(5), TestRule.ending(0, false));
    harness.begin(Op.WRITE, 3);
    assertThat(harness.next()).isEqualTo("wait 5");
    harness.giveUp();
    assertThat(harness.chain.hasEnded()).isFalse();
    harness.write(2);
    assertThat(harness.log).containsExactly("wait 5", "wait 5", "end", "drop 2");
  }

  @Test
  void aStrikeIsCountedOnceAnOperationForEachRule() {
    List<String> strikes = new ArrayList<>();
    RuleChain chain =
        new RuleChain(
            List.of(
                new RuleChain.Entry(TestRule.late(5), () -> strikes.add("late")),
                new RuleChain.Entry(TestRule.slicing(4), () -> strikes.add("slice")),
                new RuleChain.Entry(TestRule.passing(), () -> strikes.add("pass")),
                new RuleChain.Entry(TestRule.emitting("1", false), () -> strikes.add("emit"))),
            false);
    Step step = new Step();
    long now = 0;
    chain.begin(Op.WRITE, 9, now);
    while (chain.next(now, step)) {
      switch (step.kind()) {
        case WAIT -> now += step.nanos();
        case EMIT -> {
          step.data().get();
          chain.moved(1, 0, now);
        }
        default -> chain.moved(step.bytes(), 0, now);
      }
    }
    assertThat(strikes).containsExactly("emit", "late", "slice", "late", "late", "late");
  }

  @Test
  void askingWhetherAllAreOffIsOneCheckWhileNothingIsSet() {
    TestRule rule = TestRule.passing();
    rule.off = true;
    ChainHarness harness = chain(rule);
    assertThat(harness.chain.isOff()).isTrue();
    int asked = rule.offAsked;
    for (int i = 0; i < 100; i++) {
      chain(TestRule.passing()); // sets nothing of others
      assertThat(harness.chain.isOff()).isTrue();
    }
    assertThat(rule.offAsked - asked).isLessThan(50); // none, unless a knob is set beside this
    rule.off = false;
    ModificationCount.increment();
    assertThat(harness.chain.isOff()).isFalse();
  }

  @Test
  void whatIsLeftOfAnEmissionSurvivesAWriterThatGivesUp() {
    ChainHarness harness = chain(TestRule.slicing(2), TestRule.emitting("12345", false));
    harness.begin(Op.WRITE, 3);
    assertThat(harness.next()).isEqualTo("emit 2");
    harness.moved(2);
    assertThat(harness.next()).isEqualTo("emit 2");
    harness.giveUp(); // while the wire has it, and took nothing
    assertThat(harness.chain.isOff()).isFalse();
    harness.write(1);
    assertThat(harness.wire()).isEqualTo("12345d");
  }

  @Test
  void tokensOfAWriterThatGivesUpAreRefunded() {
    TestRule.Throttle in = TestRule.throttling(10);
    TestRule.Throttle out = TestRule.throttling(10);
    ChainHarness harness = chain(in, TestRule.slicing(4), out);
    harness.begin(Op.WRITE, 8);
    harness.next();
    harness.moved(4);
    assertThat(harness.next()).isEqualTo("write 4");
    harness.giveUp();
    assertThat(in.left).isEqualTo(6);
    assertThat(out.left).isEqualTo(6);
  }

  @Test
  void namesTheKnobOfTheRuleThatWaits() {
    TestRule late = TestRule.late(5);
    ChainHarness harness = chain(TestRule.passing(), late);
    harness.begin(Op.WRITE, 1);
    harness.next();
    assertThat(harness.chain.waitingFor()).isSameAs(late.knob);
  }
}
