package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trixter.netem.nio.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** An operation that meets an OutOfMemoryError on its way. */
class OperationMemoryTest {
  private static final OutOfMemoryError LACK = new OutOfMemoryError("thrown by the test");

  /** Throws when it starts, or when it is handed over from outside. */
  private static final class Lacking extends Operation<Object> {
    private boolean starts;
    private boolean released;
    private boolean forgotten;

    Lacking(Reactor reactor) {
      super(reactor);
    }

    @Override
    protected boolean isOpen() {
      return true;
    }

    @Override
    protected void start() {
      if (!starts) {
        throw LACK;
      }
    }

    @Override
    protected void release() {
      released = true;
      super.release();
    }

    @Override
    protected void forgetBuffers() {
      forgotten = true;
    }

    void end(Object value) {
      complete(value);
    }
  }

  private final VirtualReactor reactor = new VirtualReactor();
  private final Lacking operation = new Lacking(reactor);
  private final Outcome<Object> outcome = new Outcome<>();

  private void submit(Outcome<Object> handler) {
    assertThat(operation.claim()).isTrue();
    operation.submit(null, handler, 1);
  }

  @Test
  void failsWithThatCauseAndIsFreeAgain() {
    submit(outcome);
    assertThat(outcome.failure())
        .isInstanceOf(IOException.class)
        .hasMessage("out of memory: thrown by the test")
        .hasCause(LACK);
    assertThat(operation.isIdle()).isTrue();
    assertThat(operation.isActive()).isFalse();
  }

  @Test
  void isFreeAgainWhenItCouldNotBeHandedOver() {
    operation.starts = true;
    reactor.lacksRoomForTasks(LACK);
    reactor.fromOutside(() -> assertThatThrownBy(() -> submit(outcome)).isSameAs(LACK));
    assertThat(operation.isIdle()).isTrue();
    reactor.lacksRoomForTasks(null);
    Outcome<Object> next = new Outcome<>();
    reactor.fromOutside(() -> submit(next));
    reactor.settle();
    operation.end("result");
    assertThat(next.value()).isEqualTo("result");
    assertThat(outcome.isDone()).isFalse();
  }

  @Test
  void forgetsTheBuffersAloneWhenItCouldNotBeHandedOver() {
    operation.starts = true;
    reactor.lacksRoomForTasks(LACK);
    reactor.fromOutside(() -> assertThatThrownBy(() -> submit(outcome)).isSameAs(LACK));
    assertThat(operation.forgotten).isTrue();
    assertThat(operation.released).as("on another thread than the reactor's").isFalse();
  }

  @Test
  void endsWhenItsTimeoutLacksMemory() {
    operation.starts = true;
    submit(outcome);
    operation.firingFailed(LACK);
    assertThat(outcome.failure()).hasCause(LACK);
  }

  @Test
  void tellsItsHandlerOnceThoughItsTaskWasTakenBack() {
    operation.starts = true;
    submit(outcome);
    Runnable teller = operation.teller();
    assertThat(operation.takeBack()).isTrue();
    assertThat(operation.takeBack()).isFalse();
    teller.run();
    assertThat(outcome.isDone()).isFalse();
    operation.end("result");
    assertThat(outcome.value()).isEqualTo("result");
  }
}
