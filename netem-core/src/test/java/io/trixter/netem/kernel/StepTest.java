package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StepTest {
  @Test
  void aWaitForTheKnobIsNoneForTheLongestTime() {
    Step wait = new Step();
    wait.awaitKnob();
    assertThat(wait.kind()).isEqualTo(Step.Kind.WAIT);
    assertThat(wait.untilSet()).isTrue();
    wait.await(Long.MAX_VALUE);
    assertThat(wait.untilSet()).isFalse();
  }

  private final Step step = new Step();

  @Test
  void keepsTheLastAnswerAlone() {
    step.moveAndFlush(7);
    assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
    assertThat(step.bytes()).isEqualTo(7);
    assertThat(step.flush()).isTrue();
    step.await(9);
    assertThat(step.kind()).isEqualTo(Step.Kind.WAIT);
    assertThat(step.nanos()).isEqualTo(9);
    step.move(5);
    assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
    assertThat(step.bytes()).isEqualTo(5);
    assertThat(step.flush()).isFalse();
  }

  @Test
  void refusesNullAndKeepsItsAnswer() {
    step.move(3);
    assertThatNullPointerException().isThrownBy(() -> step.emit(null)).withMessage("bytes");
    assertThatNullPointerException().isThrownBy(() -> step.replace(null)).withMessage("bytes");
    assertThatNullPointerException().isThrownBy(() -> step.fail(null)).withMessage("fresh");
    assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
  }

  @Test
  void dropsAndEnds() {
    step.drop(4);
    assertThat(step.kind()).isEqualTo(Step.Kind.DROP);
    assertThat(step.bytes()).isEqualTo(4);
    step.end(true);
    assertThat(step.kind()).isEqualTo(Step.Kind.END);
    assertThat(step.reset()).isTrue();
    step.end(false);
    assertThat(step.reset()).isFalse();
  }

  @Test
  void handsBytesOverOnce() {
    var bytes = ByteBuffer.allocate(3);
    step.emit(bytes);
    assertThat(step.kind()).isEqualTo(Step.Kind.EMIT);
    assertThat(step.data()).isSameAs(bytes);
    assertThat(step.data()).isNull();
  }

  @Test
  void handsAFailureOverOnce() {
    var failure = new IOException();
    step.fail(failure);
    assertThat(step.kind()).isEqualTo(Step.Kind.FAIL);
    assertThat(step.failure()).isSameAs(failure);
    assertThat(step.failure()).isNull();
  }

  @Test
  void refusesWhatNoDriverCouldDo() {
    step.move(7);
    refuses(() -> step.move(-1), "bytes must be 0 or more (got -1)");
    refuses(() -> step.moveAndFlush(-1), "bytes must be 0 or more (got -1)");
    refuses(() -> step.drop(-2), "bytes must be 0 or more (got -2)");
    refuses(() -> step.await(0), "nanos must be above 0 (got 0)");
    assertThatNullPointerException().isThrownBy(() -> step.emit(null)).withMessage("bytes");
    assertThatNullPointerException().isThrownBy(() -> step.replace(null)).withMessage("bytes");
    assertThatNullPointerException().isThrownBy(() -> step.fail(null)).withMessage("fresh");
    assertThat(step.kind()).isEqualTo(Step.Kind.MOVE);
    assertThat(step.bytes()).isEqualTo(7);
  }

  private static void refuses(ThrowingCallable answer, String message) {
    assertThatIllegalArgumentException().isThrownBy(answer).withMessage(message);
  }

  @Test
  void namesOperationsInLowerCase() {
    assertThat(Op.values())
        .extracting(Op::toString)
        .containsExactly("read", "write", "flush", "shutdown", "skip", "open");
  }
}
