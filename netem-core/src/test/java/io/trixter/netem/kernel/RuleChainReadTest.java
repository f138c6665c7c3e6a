package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What a chain does with what is read, while nobody edits it. */
class RuleChainReadTest {
  private static ChainHarness chain(TestRule... rules) {
    return new ChainHarness(true, rules);
  }

  @Test
  void aReadIsAsSmallAsTheTightestRuleHasIt() {
    ChainHarness harness = chain(TestRule.slicing(7), TestRule.slicing(3), TestRule.slicing(5));
    assertThat(harness.read(10)).isEqualTo(3);
    assertThat(harness.log).containsExactly("read 3");
  }

  @Test
  void oneRuleIsCalledAsItWouldBeAlone() {
    TestRule hold = TestRule.holding(5);
    ChainHarness harness = chain(hold);
    harness.read(10);
    assertThat(harness.log).containsExactly("read 10", "wait 5");
    assertThat(hold.calls)
        .containsExactly("begin read", "before read 10", "after read 10", "after read 10");
  }

  @Test
  void holdsAddUpFromTheWireOutwards() {
    TestRule in = TestRule.holding(5);
    TestRule out = TestRule.holding(7);
    ChainHarness harness = chain(in, TestRule.passing(), out);
    harness.begin(Op.READ, 4);
    harness.next();
    harness.moved(4);
    assertThat(harness.next()).isEqualTo("wait 5");
    assertThat(harness.chain.waitingFor()).isSameAs(in.knob);
    harness.now += 5;
    assertThat(harness.next()).isEqualTo("wait 7");
    assertThat(harness.chain.waitingFor()).isSameAs(out.knob);
    harness.now += 7;
    assertThat(harness.next()).isEqualTo("done");
    assertThat(harness.chain.result()).isEqualTo(4);
  }

  @Test
  void theEndOfTheStreamPassesAllRules() {
    ChainHarness harness = chain(TestRule.holding(5), TestRule.throttling(3));
    harness.available = 0;
    assertThat(harness.read(10)).isEqualTo(-1);
    assertThat(harness.log).containsExactly("read 3");
  }

  @Test
  void whatIsEmittedIsReadWithoutAskingTheWire() {
    ChainHarness harness = chain(TestRule.passing(), TestRule.emitting("123", false));
    assertThat(harness.read(10)).isEqualTo(3);
    assertThat(harness.log).containsExactly("emit 3");
    assertThat(harness.read(4)).isEqualTo(4);
    assertThat(harness.got()).isEqualTo("123abcd");
  }

  @Test
  void whatIsEmittedIsHeldFurtherOut() {
    ChainHarness harness = chain(TestRule.emitting("123", false), TestRule.holding(5));
    harness.read(10);
    assertThat(harness.log).containsExactly("emit 3", "wait 5");
  }

  @Test
  void anEmissionThatTheRoomIsTooSmallForGoesOnWithTheNextRead() {
    ChainHarness harness =
        chain(TestRule.emitting("12345", false), TestRule.slicing(4), TestRule.holding(5));
    harness.available = 0;
    assertThat(harness.read(3)).isEqualTo(3);
    assertThat(harness.read(9)).isEqualTo(2);
    assertThat(harness.got()).isEqualTo("12345");
    assertThat(harness.log).containsExactly("emit 3", "wait 5", "emit 2");
  }

  @Test
  void aReadThatFailsNamesTheKillSwitch() {
    KillSwitch killSwitch = new KillSwitch(true, first -> new IOException(first));
    ChainHarness harness = chain(TestRule.failing(killSwitch), TestRule.passing());
    harness.begin(Op.READ, 8);
    assertThat(harness.next()).isEqualTo("fail killed");
    assertThat(harness.chain.killSwitch()).isSameAs(killSwitch);
    assertThat(harness.next()).isEqualTo("done");
  }

  @Test
  void whatIsReadIsNotDropped() {
    TestRule dropping =
        new TestRule("drop") {
          @Override
          void decide(Op op, long wanted, long now, Step step) {
            step.drop(wanted);
          }
        };
    ChainHarness harness = chain(dropping);
    assertThatIllegalStateException().isThrownBy(() -> harness.read(4));
  }

  @Test
  void anEndIsTheResultOfThisReadAndOfThoseAfter() {
    ChainHarness harness = chain(TestRule.holding(5), TestRule.ending(4, true));
    assertThat(harness.read(10)).isEqualTo(4);
    assertThat(harness.read(10)).isEqualTo(-1);
    assertThat(harness.log).containsExactly("read 4", "wait 5", "reset");
    assertThat(harness.chain.hasEnded()).isTrue();
    assertThat(harness.read(10)).isEqualTo(-1);
    assertThat(harness.chain.ready(10, harness.now)).isZero();
    assertThat(harness.log).hasSize(3);
    assertThat(harness.chain.isOff()).isFalse();
  }

  @Test
  void anEndFollowsWhatItsRuleHasEmitted() {
    TestRule emitsAndEnds =
        new TestRule("emit, end") {
          private boolean emitted;

          @Override
          void decide(Op op, long wanted, long now, Step step) {
            if (emitted) {
              step.end(false);
            } else {
              emitted = true;
              step.emit(ByteBuffer.wrap(new byte[] {'1'}));
            }
          }
        };
    ChainHarness harness = chain(emitsAndEnds);
    assertThat(harness.read(9)).isEqualTo(1);
    assertThat(harness.read(9)).isEqualTo(-1);
    assertThat(harness.log).containsExactly("emit 1", "end");
  }

  @Test
  void aBurstIsHeldOnceWhileMoreIsThere() {
    ChainHarness harness = chain(TestRule.holding(5), TestRule.holding(7));
    harness.available = 9;
    for (int i = 0; i < 3; i++) {
      harness.read(3);
    }
    assertThat(harness.log).containsExactly("read 3", "wait 5", "wait 7", "read 3", "read 3");
    harness.available = 3;
    harness.read(3);
    assertThat(harness.log).endsWith("read 3", "wait 5", "wait 7");
  }

  @Test
  void whereNobodyKnowsAFullReadIsFollowedByItsBurstWithinAMillisecond() {
    ChainHarness harness = chain(TestRule.holding(5));
    harness.burstsAreKnown = false;
    harness.read(3);
    harness.read(3);
    assertThat(harness.log).containsExactly("read 3", "wait 5", "read 3");
    harness.begin(Op.READ, 3);
    harness.next();
    harness.now += 1_000_001;
    harness.moved(3);
    assertThat(harness.next()).isEqualTo("wait 5");
  }

  @Test
  void whatIsEmittedInPartsIsOneBurstFurtherOut() {
    ChainHarness harness = chain(TestRule.emitting("12345", false), TestRule.holding(5));
    harness.available = 0;
    harness.read(3);
    harness.read(3);
    assertThat(harness.log).containsExactly("emit 3", "wait 5", "emit 2");
  }

  @Test
  void aBurstGoesOnIfMoreIsThereWhenItsBytesPass() {
    TestRule late =
        new TestRule("ready at 5") {
          @Override
          public long ready(long came, boolean sameBurst, long now) {
            return now < 5 ? 0 : came;
          }
        };
    ChainHarness harness = chain(late, TestRule.holding(5), TestRule.holding(7));
    harness.read(3);
    harness.log.clear();
    harness.read(3);
    assertThat(harness.log).containsExactly("read 3", "wait 5");
  }

  @Test
  void readyIsWhatAllRulesWouldLetPassNow() {
    TestRule half = readying("half");
    ChainHarness harness = chain(half, readying("half"));
    assertThat(harness.chain.ready(20, harness.now)).isEqualTo(5);
    half.off = true;
    assertThat(harness.chain.ready(20, harness.now)).isEqualTo(10);
  }

  private static TestRule readying(String name) {
    return new TestRule(name) {
      @Override
      public long ready(long came, boolean sameBurst, long now) {
        return came / 2;
      }
    };
  }

  private static ChainHarness holdAndGiveUp(TestRule... rules) {
    ChainHarness harness = chain(rules);
    harness.begin(Op.READ, 4);
    harness.next();
    harness.moved(4);
    assertThat(harness.next()).startsWith("wait");
    harness.giveUp();
    return harness;
  }

  @Test
  void whatWasHeldFromAReaderThatGaveUpMeetsTheNext() {
    ChainHarness harness = holdAndGiveUp(TestRule.holding(5), TestRule.passing());
    assertThat(harness.chain.ready(0, harness.now)).isZero();
    harness.now += 3;
    assertThat(harness.read(3)).isEqualTo(3);
    assertThat(harness.log).endsWith("emit 3", "wait 2");
    assertThat(harness.chain.ready(0, harness.now)).isEqualTo(1);
    assertThat(harness.read(3)).isEqualTo(1);
    assertThat(harness.read(3)).isEqualTo(3);
    assertThat(harness.got()).isEqualTo("abcdefg");
  }

  @Test
  void whatWasHeldAtSeveralRulesComesInOrder() {
    TestRule out = TestRule.holding(50);
    ChainHarness harness = holdAndGiveUp(TestRule.holding(5), out); // abcd, held further in
    harness.now += 5;
    harness.begin(Op.READ, 3); // abc
    assertThat(harness.next()).isEqualTo("emit 3");
    harness.moved(3);
    assertThat(harness.next()).isEqualTo("wait 50");
    harness.giveUp(); // abc is held further out, d further in
    harness.begin(Op.READ, 2);
    harness.next();
    harness.moved(2);
    assertThat(harness.next()).startsWith("wait");
    harness.giveUp(); // ab again, before c
    harness.now += 100;
    for (int i = 0; i < 4; i++) {
      harness.read(2);
    }
    assertThat(harness.got()).isEqualTo("abcdef");
  }

  @Test
  void whatIsKeptIsPassedEvenIfItsRuleIsOffByThen() {
    TestRule hold = TestRule.holding(5);
    ChainHarness harness = holdAndGiveUp(hold);
    hold.off = true;
    ModificationCount.increment();
    assertThat(harness.chain.isOff()).isFalse();
    harness.read(9);
    assertThat(harness.log).endsWith("emit 4");
    assertThat(harness.chain.isOff()).isTrue();
    harness.read(2);
    assertThat(harness.got()).isEqualTo("abcdef");
  }

  @Test
  void whatIsKeptIsWholeIfItsReaderGivesUpWhileItTakesAPart() {
    ChainHarness harness = holdAndGiveUp(TestRule.holding(5));
    harness.begin(Op.READ, 1);
    assertThat(harness.next()).isEqualTo("emit 1");
    harness.giveUp();
    harness.read(9);
    assertThat(harness.got()).isEqualTo("abcd");
  }

  @Test
  void aReadThatIsDoneButNotTakenMeetsTheNextToo() {
    ChainHarness harness = chain(TestRule.passing());
    harness.begin(Op.READ, 4);
    harness.next();
    harness.moved(4);
    assertThat(harness.next()).isEqualTo("done");
    harness.giveUp();
    assertThat(harness.chain.ready(0, harness.now)).isEqualTo(4);
    harness.read(3);
    harness.read(3);
    harness.read(3);
    assertThat(harness.got()).isEqualTo("abcdefg");
  }

  @Test
  void aReadThatIsGivenUpAtTheWireLeavesNothing() {
    TestRule hold = TestRule.holding(5);
    ChainHarness harness = chain(hold);
    harness.begin(Op.READ, 4);
    harness.next();
    harness.giveUp();
    assertThat(hold.calls).doesNotContain("after read 0");
    harness.read(4);
    assertThat(harness.got()).isEqualTo("abcd");
  }

  @Test
  void aSkipIsReadAsAReadIs() {
    ChainHarness harness = chain(TestRule.slicing(3), TestRule.passing());
    harness.begin(Op.SKIP, 10);
    assertThat(harness.run()).isEqualTo(3);
    assertThat(harness.log).containsExactly("skip 3");
  }
}
