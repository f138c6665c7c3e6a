package io.trixter.netem.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
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
  void namesOperationsInLowerCase() {
    assertThat(Op.values())
        .extracting(Op::toString)
        .containsExactly("read", "write", "flush", "shutdown", "skip", "open");
  }
}
