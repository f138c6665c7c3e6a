package io.trixter.netem.nio.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.LoopFixture.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A loop that meets an OutOfMemoryError wherever it runs what is not its own. */
class EventLoopMemoryTest {
  @RegisterExtension final LoopFixture fixture = new LoopFixture(null, Pollers.SELECTORS);
  private final EventLoop loop = fixture.loop;
  private final OutOfMemoryError lack = new OutOfMemoryError("thrown by the test");

  private <V> CompletionHandler<V, Object> throwing() {
    return new CompletionHandler<>() {
      @Override
      public void completed(V result, Object attachment) {
        throw lack;
      }

      @Override
      public void failed(Throwable thrown, Object attachment) {
        throw new AssertionError(thrown);
      }
    };
  }

  @Test
  void goesOnAfterATask() throws Exception {
    Pair pair = fixture.pair();
    loop.execute(
        () -> {
          throw lack;
        });
    fixture.assertServes(pair);
    assertThat(fixture.uncaught).containsExactly(lack);
    assertThat(fixture.group.problem()).isNull();
    assertThat(fixture.group.isLost()).isFalse();
  }

  @Test
  void goesOnAfterATimerAndTellsIt() throws Exception {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    Timer timer =
        new Timer() {
          @Override
          protected void fired() {
            throw lack;
          }

          @Override
          protected void firingFailed(Throwable error) {
            told.complete(error);
            throw lack;
          }
        };
    loop.execute(() -> loop.arm(timer, 0));
    assertThat(told.get(LoopFixture.PATIENCE_SECONDS, SECONDS)).isSameAs(lack);
    fixture.assertServes(fixture.pair());
    assertThat(fixture.uncaught).as("the first of a shortage").containsExactly(lack);
  }

  @Test
  void closesTheChannelWhoseHandlerThrewAndServesTheOthers() throws Exception {
    Pair broken = fixture.pair();
    Pair other = fixture.pair();
    Outcome<Integer> reading = new Outcome<>();
    broken.client().read(ByteBuffer.allocate(8), null, reading);
    broken.client().write(ByteBuffer.allocate(1), null, throwing());
    assertThat(reading.failure()).isInstanceOf(IOException.class).hasCause(lack);
    assertThat(reading.failure()).hasMessage("out of memory: thrown by the test");
    fixture.assertServes(other);
    assertThat(broken.client().isOpen()).isFalse();
    assertThat(broken.peer().read(ByteBuffer.allocate(8)).get(30, SECONDS)).isEqualTo(1);
    assertThat(broken.peer().read(ByteBuffer.allocate(8)).get(30, SECONDS)).isEqualTo(-1);
    assertThat(fixture.uncaught).containsExactly(lack);
  }

  @Test
  void keepsAListenerWhoseHandlerThrew() throws Exception {
    LoopServerChannel server = LoopServerChannel.open(loop, null);
    server.bind(null);
    server.accept(null, throwing());
    try (LoopSocketChannel first = LoopSocketChannel.open(loop);
        LoopSocketChannel second = LoopSocketChannel.open(loop)) {
      first.connect(server.getLocalAddress()).get(30, SECONDS);
      Awaiting.until(() -> !fixture.uncaught.isEmpty());
      Future<?> accepted = server.accept();
      second.connect(server.getLocalAddress()).get(30, SECONDS);
      accepted.get(30, SECONDS);
    }
    assertThat(fixture.uncaught).containsExactly(lack);
  }

  /** A poller that fails for as long as the test wants. */
  private static final class FailingPoller extends SelectorPoller {
    volatile Error failure;

    FailingPoller() throws IOException {}

    @Override
    public void poll(long nanos, BooleanSupplier hasWork) throws IOException {
      fail();
      super.poll(nanos, hasWork);
    }

    private void fail() {
      if (failure != null) {
        throw failure;
      }
    }
  }

  private EventLoop start(FailingPoller poller, long giveUpAfter) throws IOException {
    EventLoop another = new EventLoop(fixture.group, fixture::thread, 1, null, poller, giveUpAfter);
    another.start();
    return another;
  }

  @Test
  void runsTasksAndSelectsAgainThoughTheSelectorLacksMemory() throws Exception {
    FailingPoller poller = new FailingPoller();
    EventLoop another = start(poller, 0);
    Pair pair = fixture.pair(another);
    poller.failure = lack;
    CountDownLatch ran = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      another.execute(ran::countDown);
      Awaiting.until(() -> another.health().lacksMemoryFor(0, System.nanoTime()));
    }
    assertThat(ran.await(30, SECONDS)).isTrue();
    Awaiting.until(() -> fixture.uncaught.contains(lack));
    poller.failure = null;
    fixture.assertServes(pair);
    Awaiting.until(() -> !another.health().lacksMemoryFor(0, System.nanoTime()));
    assertThat(another.health().isDead()).isFalse();
    another.stop();
  }

  @Test
  void isDeadWithAllItsChannelsOnceTheSelectorCannotBeUsed() throws Exception {
    FailingPoller poller = new FailingPoller();
    EventLoop another = start(poller, 1_000_000);
    Pair pair = fixture.pair(another);
    Outcome<Integer> reading = new Outcome<>();
    pair.client().read(ByteBuffer.allocate(8), null, reading);
    poller.failure = new InternalError("broken");
    another.execute(() -> {});
    assertThat(reading.failure()).hasMessage("the poller fails: broken");
    assertThat(pair.peer().read(ByteBuffer.allocate(8)).get(30, SECONDS)).isEqualTo(-1);
    assertThat(another.health().isDead()).isTrue();
    Awaiting.until(() -> !fixture.uncaught.isEmpty());
    assertThat(fixture.uncaught.remove()).hasMessage("the poller fails: broken");
  }
}
