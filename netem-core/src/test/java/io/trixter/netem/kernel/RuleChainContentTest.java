package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What rules see of the bytes that pass them, and what becomes of those that they alter. */
class RuleChainContentTest {
  private final TestRule upper = TestRule.upper(100);

  @Test
  void aRuleReplacesWhatIsWritten() {
    ChainHarness harness = new ChainHarness(true, upper);
    assertThat(harness.write(4)).isEqualTo(4);
    assertThat(harness.log).containsExactly("emit 4", "drop 4");
    assertThat(harness.wire()).isEqualTo("ABCD");
    assertThat(upper.calls).containsExactly("begin write", "before write 4", "after write 4");
  }

  @Test
  void theWireThatTakesLessMakesTheRuleSayTheRestAnew() {
    ChainHarness harness = new ChainHarness(true, upper);
    harness.wireTakes = n -> Math.min(n, 3);
    harness.write(5);
    assertThat(harness.log).containsExactly("emit 5", "drop 3", "emit 2", "drop 2");
    assertThat(harness.wire()).isEqualTo("ABCDE");
    assertThat(upper.calls).contains("after write 3", "before write 2", "after write 2");
  }

  @Test
  void anInnerRuleCutsWhatReplacesAndTheRestIsNotAskedForAgain() {
    ChainHarness harness = new ChainHarness(false, TestRule.slicing(2), upper);
    harness.write(5);
    assertThat(harness.log)
        .containsExactly("emit 2", "drop 2", "emit 2", "drop 2", "emit 1", "drop 1");
    assertThat(upper.calls).containsExactly("begin write", "before write 5", "after write 5");
  }

  @Test
  void anInnerRuleSeesWhatAnOuterOneMade() {
    ChainHarness harness = new ChainHarness(true, TestRule.upper(100), TestRule.upper(2));
    harness.write(5);
    assertThat(harness.wire()).isEqualTo("BCDEF");
    harness.available = 3;
    harness.read(10);
    assertThat(harness.got()).isEqualTo("BCD");
  }

  @Test
  void aRuleReplacesWhatARuleFurtherOutEmits() {
    ChainHarness harness = new ChainHarness(true, upper, TestRule.emitting("xy", true));
    assertThat(harness.write(2)).isEqualTo(2);
    assertThat(harness.wire()).isEqualTo("XYAB");
    assertThat(harness.log).containsExactly("emit 2", "emit 2", "drop 2");
  }

  @Test
  void aRuleDropsWhatAnOuterOneMade() {
    ChainHarness harness = new ChainHarness(true, TestRule.dropping(2), upper);
    assertThat(harness.write(5)).isEqualTo(5);
    assertThat(harness.wire()).isEqualTo("AB");
  }

  @Test
  void whatReplacesIsForgottenWhenItsOperationIsGivenUp() {
    ChainHarness harness = new ChainHarness(true, TestRule.throttling(2), upper);
    harness.begin(Op.WRITE, 5);
    assertThat(harness.next()).isEqualTo("emit 2");
    harness.moved(2);
    harness.next();
    assertThat(harness.next()).startsWith("wait");
    harness.giveUp();
    assertThat(upper.calls).last().isEqualTo("after write 2");
    harness.now += 100;
    harness.halfClose();
    assertThat(harness.wire()).isEqualTo("AB");
  }

  @Test
  void theRestPassesUnchangedWhenTheRuleIsRemoved() {
    TestRule throttle = TestRule.throttling(2);
    ChainHarness harness = new ChainHarness(true, throttle, upper);
    harness.begin(Op.WRITE, 6);
    harness.next();
    harness.edit();
    harness.moved(2);
    harness.run();
    assertThat(harness.wire()).isEqualToIgnoringCase("abcdef").startsWith("AB");
  }

  @Test
  void contentIsOfTheOperationAlone() {
    ChainHarness harness = new ChainHarness(false, upper, TestRule.slicing(2));
    harness.shows = 100;
    harness.write(5);
    assertThat(upper.calls).contains("before write 2", "after write 2", "after write 1");
    assertThat(harness.wire()).isEqualTo("ABCDE");
  }

  @Test
  void thereIsNoContentButWhileAWriteIsAskedFor() {
    ChainHarness harness =
        new ChainHarness(
            true,
            new TestRule("looks") {
              @Override
              void decide(Op op, long wanted, long now, Step step) {
                assertThatThrownBy(step::content).isInstanceOf(IllegalStateException.class);
                step.move(wanted);
              }
            });
    harness.flush();
    harness.halfClose();
    harness.available = 1;
    harness.read(1);
    assertThatThrownBy(harness.step::content).isInstanceOf(IllegalStateException.class);
    assertThat(harness.log).containsExactly("flush", "shutdown", "read 1");
  }

  @Test
  void aWriteOfNothingHasNoContent() {
    ChainHarness harness =
        new ChainHarness(
            true,
            new TestRule("looks") {
              @Override
              void decide(Op op, long wanted, long now, Step step) {
                assertThat(step.content().hasRemaining()).isFalse();
                step.move(wanted);
              }
            });
    assertThat(harness.write(0)).isZero();
  }

  @Test
  void aRuleThatReplacesMoreThanThereIsFails() {
    ChainHarness harness =
        new ChainHarness(
            true,
            new TestRule("greedy") {
              @Override
              void decide(Op op, long wanted, long now, Step step) {
                step.replace(ByteBuffer.allocate(9));
              }
            });
    assertThatThrownBy(() -> harness.write(8))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("9 bytes where a write wants 8");
  }

  @Test
  void aRuleSeesWhatIsReadBeforeItSaysHowLongToHold() {
    ChainHarness harness = new ChainHarness(true, upper);
    harness.available = 3;
    assertThat(harness.read(10)).isEqualTo(3);
    assertThat(harness.got()).isEqualTo("ABC");
    assertThat(upper.calls)
        .containsExactly("begin read", "before read 10", "read 3", "after read 3");
  }

  @Test
  void whatIsSkippedAndTheEndAreNotShown() {
    ChainHarness harness = new ChainHarness(true, upper);
    harness.available = 3;
    harness.begin(Op.SKIP, 3);
    harness.run();
    assertThat(harness.read(5)).isEqualTo(-1);
    assertThat(upper.calls).contains("after skip 3", "after read -1").doesNotContain("read 3");
  }

  @Test
  void whatWasKeptFromAReaderIsShownToNoneTwice() {
    TestRule inner = TestRule.upper(100);
    TestRule outer = TestRule.upper(100);
    ChainHarness harness = new ChainHarness(true, inner, TestRule.holding(50), outer);
    harness.available = 4;
    harness.begin(Op.READ, 10);
    harness.next();
    harness.moved(4);
    assertThat(harness.next()).isEqualTo("wait 50");
    harness.giveUp();
    harness.available = 0;
    harness.now += 100;
    harness.read(3);
    harness.read(3);
    assertThat(harness.got()).isEqualTo("BCDE");
    assertThat(inner.calls).filteredOn(call -> call.startsWith("read")).containsExactly("read 4");
    assertThat(outer.calls)
        .filteredOn(call -> call.startsWith("read"))
        .containsExactly("read 3", "read 1");
  }

  @Test
  void aRuleThatWasOffWhenTheReadBeganSeesNothingOfIt() {
    ChainHarness harness = new ChainHarness(true, upper, TestRule.passing());
    upper.off = true;
    harness.begin(Op.READ, 5);
    harness.next();
    upper.off = false;
    harness.available = 5;
    harness.moved(5);
    harness.run();
    assertThat(harness.got()).isEqualTo("abcde");
  }
}
