package io.trixter.netem.nio.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.Channel;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingFutureTest {
  private final VirtualReactor reactor = new VirtualReactor();
  private final Waiting operation = new Waiting(reactor);
  private final FakeChannel channel = new FakeChannel();
  private final PendingFuture<Object> future = new PendingFuture<>(channel);

  /** An operation that ends when the test says so. */
  private static final class Waiting extends Operation<Object> {
    Waiting(Reactor reactor) {
      super(reactor);
    }

    @Override
    protected boolean isOpen() {
      return true;
    }

    @Override
    protected void start() {}

    void end(Object value) {
      complete(value);
    }
  }

  private static final class FakeChannel implements Channel {
    private boolean open = true;

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }

  private void submit() {
    assertThat(operation.claim()).isTrue();
    operation.submit(null, future, 0);
  }

  @AfterEach
  void nothingWasThrown() {
    assertThat(reactor.thrown()).isEmpty();
  }

  @Test
  void givesTheResult() {
    submit();
    assertThat(future).isNotDone();
    operation.end("result");
    assertThat(future).isCompletedWithValue("result");
    assertThat(operation.isIdle()).isTrue();
  }

  @Test
  void aCancelledOperationEndsAndItsDirectionMayNotGoOn() {
    submit();
    assertThat(future.cancel(false)).isTrue();
    assertThat(operation.isActive()).isFalse();
    assertThat(operation.isKilled()).isTrue();
    assertThat(channel.isOpen()).isTrue();
    assertThat(future).isCancelled();
  }

  @Test
  void anInterruptingCancelClosesTheChannel() {
    submit();
    future.cancel(true);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anOperationThatEndsBeforeItHearsOfItsCancelHasLostItsBytes() {
    submit();
    reactor.fromOutside(() -> future.cancel(false));
    operation.end(17);
    reactor.settle();
    assertThat(future).isCancelled();
    assertThat(operation.isKilled()).isTrue();
  }

  @Test
  void aConnectionThatIsAcceptedAsItsAcceptIsCancelledIsClosed() {
    submit();
    FakeChannel accepted = new FakeChannel();
    reactor.fromOutside(() -> future.cancel(false));
    operation.end(accepted);
    reactor.settle();
    assertThat(accepted.isOpen()).isFalse();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void aLateCancelDoesNotReachTheNextOperation() {
    submit();
    reactor.fromOutside(() -> future.cancel(false));
    operation.end(17);
    PendingFuture<Object> next = new PendingFuture<>(channel);
    assertThat(operation.claim()).isTrue();
    operation.submit(null, next, 0);
    reactor.settle();
    assertThat(next).isNotDone();
  }

  @Test
  void cancellingWhatIsDoneChangesNothing() {
    submit();
    operation.end("result");
    assertThat(future.cancel(true)).isFalse();
    assertThat(operation.isKilled()).isFalse();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void anyThreadMayCancelBeforeTheOperationHasStarted() {
    reactor.fromOutside(
        () -> {
          submit();
          future.cancel(false);
        });
    reactor.settle();
    assertThat(operation.isActive()).isFalse();
    assertThat(future).failsWithin(Duration.ZERO).withThrowableOfType(CancellationException.class);
  }
}
