package io.trixter.netem.nio.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.trixter.netem.nio.Outcome;
import io.trixter.netem.nio.loop.LoopFixture.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A loop that meets an OutOfMemoryError wherever it runs what is not its own. */
class EventLoopMemoryTest {
  @RegisterExtension final LoopFixture fixture = new LoopFixture(null, Pollers.SELECTORS);
  private final EventLoop loop = fixture.loop;
  private final OutOfMemoryError lack = new OutOfMemoryError("thrown by the test");

  private void assertServes(Pair pair) throws Exception {
    Future<Integer> reading = pair.peer().read(ByteBuffer.allocate(8));
    pair.client().write(ByteBuffer.allocate(3)).get(LoopFixture.PATIENCE_SECONDS, SECONDS);
    assertThat(reading.get(LoopFixture.PATIENCE_SECONDS, SECONDS)).isEqualTo(3);
  }

  private <V> V inLoop(ThrowingSupplier<V> task) throws Exception {
    CompletableFuture<V> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.get());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result.get(LoopFixture.PATIENCE_SECONDS, SECONDS);
  }

  private interface ThrowingSupplier<V> {
    V get() throws Exception;
  }

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
    assertServes(pair);
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
    assertServes(fixture.pair());
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
    assertServes(other);
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

  /** Is there for a pipe. */
  private abstract static class PipeEnd extends Selectable implements SelectorPoller.Registered {
    SelectionKey key;

    @Override
    public void registered(SelectionKey as) {
      key = as;
    }
  }

  private SelectorPoller selector() {
    return (SelectorPoller) loop.poller();
  }

  /** Registered for a pipe that has a byte in it: ready, until it is told that it failed. */
  private final class Broken extends PipeEnd implements AutoCloseable {
    private final Pipe pipe = Pipe.open();
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final int failuresBeforeItEnds;

    Broken(int failuresBeforeItEnds) throws Exception {
      this.failuresBeforeItEnds = failuresBeforeItEnds;
      pipe.source().configureBlocking(false);
      pipe.sink().write(ByteBuffer.allocate(1));
      inLoop(
          () -> {
            selector().register(pipe.source(), this);
            return key.interestOps(SelectionKey.OP_READ);
          });
    }

    @Override
    protected void ready(int readyOps) {
      key.interestOps(0);
      throw lack;
    }

    @Override
    protected void failed(Throwable cause) {
      assertThat(cause).isSameAs(lack);
      if (failures.incrementAndGet() <= failuresBeforeItEnds) {
        throw lack;
      }
      ended.countDown();
    }

    @Override
    public void close() throws IOException {
      pipe.source().close();
      pipe.sink().close();
    }
  }

  @Test
  void endsWhatFailedToServeWhatWasReady() throws Exception {
    try (Broken broken = new Broken(0)) {
      assertThat(broken.ended.await(30, SECONDS)).isTrue();
      assertServes(fixture.pair());
    }
    assertThat(fixture.uncaught).containsExactly(lack);
  }

  @Test
  void triesAgainWhenThereWasNoMemoryToEndIt() throws Exception {
    try (Broken broken = new Broken(2)) {
      assertThat(broken.ended.await(30, SECONDS)).isTrue();
      assertThat(broken.failures).hasValue(3);
      assertServes(fixture.pair());
    }
  }

  /** Watches for the selector that it is registered with to be replaced. */
  private static final class Bystander extends PipeEnd {
    @Override
    protected void ready(int readyOps) {}

    @Override
    protected void failed(Throwable cause) {}
  }

  @Test
  void registersWhatTheSelectorMayHaveLostWithANewOne() throws Exception {
    Pipe pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    Bystander bystander = new Bystander();
    Selector before =
        inLoop(
            () -> {
              selector().register(pipe.source(), bystander);
              return bystander.key.selector();
            });
    Pair pair = fixture.pair();
    Future<Integer> reading = pair.peer().read(ByteBuffer.allocate(8));
    inLoop(() -> bystander.key.interestOps());
    loop.execute(
        () -> {
          throw lack;
        });
    while (inLoop(() -> bystander.key.selector() == before)) {
      Thread.onSpinWait(); // the loop has a pause of its own before it does so
    }
    assertThat(before.isOpen()).isFalse();
    pair.client().write(ByteBuffer.allocate(5)).get(30, SECONDS);
    assertThat(reading.get(30, SECONDS)).isEqualTo(5);
    assertServes(pair);
    pipe.source().close();
    pipe.sink().close();
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
    assertServes(pair);
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
